using System.IO.Compression;
using BlinkSaaS.E2E.Product;
using BlinkSaaS.Sources.Testing.Tests;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>From "dotnet new" to records: somebody writes a plugin, the operator approves it, a customer connects with it.</summary>
[Collection(nameof(Alone))]
public sealed class AddedPlugin(RunningProduct product, Author author) : Journey(product), IClassFixture<Author>
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_plugin_from_the_template_is_dropped_in_approved_connected_and_pulled()
    {
        await DropInAsync();

        var operating = await NewPersonAsync("Otto Operator");
        await operating.SignInAsync(Host.DemoPassword, "operator@demo.localhost");
        await Expect(operating.Page.Button("Sign in")).ToHaveCountAsync(0);
        var plugin = operating.Page.RowOf("Toggl");
        await ListedAsync(operating, plugin);
        await Expect(plugin).ToContainTextAsync("Waiting for approval");
        await Expect(plugin).ToContainTextAsync("api.example.com");
        await plugin.GetByRole(AriaRole.Button, new() { Name = "Approve Toggl 1.0.0" }).ClickAsync();
        await Expect(operating.Page.RowOf("Toggl")).ToContainTextAsync("Active");

        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await page.GotoAsync($"{ada.Connections}/new");
        await page.Link("Toggl").ClickAsync();
        await Expect(page.Heading("Where to find the API Token")).ToBeVisibleAsync();
        await page.Field("Connection Name").FillAsync("Hours");
        await page.Field("API Token").FillAsync("not the token of anybody");
        await page.Button("Finish").ClickAsync();
        await Expect(page.ErrorSummary()).ToContainTextAsync("The token is not accepted");
        await page.Field("API Token").FillAsync(SimpleApi.Token);
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        await page.RowOf("Hours").GetByRole(AriaRole.Link, new() { Name = "Hours", Exact = true }).ClickAsync();
        await ada.WatchPullAsync();
        await Expect(page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
        await page.Link("Items").ClickAsync();
        await page.Link("Browse the records").ClickAsync();
        for (var i = 0; i < 13; i++)
            await Expect(page.Content().GetByText($"Item {i}", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    /// <summary>Builds it as its README says, and puts the zip into the host's folder at once.</summary>
    private async Task DropInAsync()
    {
        var folder = await author.NewSourceAsync("Acme.Sources.Toggl");
        await author.DotnetAsync(Path.Combine(folder, "Acme.Sources.Toggl"), "build", "-c", "Release");
        Directory.CreateDirectory(Host.AddedPlugins);
        var made = Path.Combine(folder, "toggl.zip");
        await ZipFile.CreateFromDirectoryAsync(Path.Combine(folder, "Acme.Sources.Toggl", "bin", "Release", "net10.0"), made, Cancelled);
        File.Move(made, Path.Combine(Host.AddedPlugins, "toggl.zip"));
    }

    /// <summary>Looks at the page until the plugin is listed, which is a matter of seconds.</summary>
    private static async Task ListedAsync(Person operating, ILocator plugin)
    {
        var began = TimeProvider.System.GetTimestamp();
        await operating.Page.GotoAsync("/plugins");
        while (await plugin.CountAsync() == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Seconds, "The plugin was not listed.");
            await operating.Page.ReloadAsync();
        }
    }
}
