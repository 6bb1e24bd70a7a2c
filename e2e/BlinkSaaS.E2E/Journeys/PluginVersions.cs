using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>A plugin's new version beside the old one: connections move, stay for a reason, are moved nonetheless, and go back.</summary>
[Collection(nameof(Alone))]
public sealed class PluginVersions(RunningProduct product) : Journey(product)
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_connection_moves_to_a_new_version_and_goes_back_and_stays_where_one_would_break_it()
    {
        var operating = await NewPersonAsync("Otto Operator");
        await operating.SignInAsync(Host.DemoPassword, "operator@demo.localhost");
        await Expect(operating.Page.Button("Sign in")).ToHaveCountAsync(0);
        await InstallAsync(operating, "Steady10", "1.0.0");

        var ada = await NewWorkspaceAsync();
        var page = ada.Page;
        await page.GotoAsync($"{ada.Connections}/new");
        await page.Link("Test steady").ClickAsync();
        await page.Field("Connection Name").FillAsync("Hours");
        await page.Field("API Token").FillAsync(SimpleApi.Token);
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        var settings = $"{ada.Connections}/steady/{page.Url.Split("created=")[1]}/settings";

        await InstallAsync(operating, "Steady11", "1.1.0");
        await page.GotoAsync(settings);
        await UntilAsync(page, page.GetByText("It was on 1.0.0 before."));
        await operating.Page.ReloadAsync();
        await InspectAsync(operating.Page, "plugins-versions");
        await operating.Page.Button("Go back to 1.0.0 from Test steady 1.1.0").ClickAsync();
        await Expect(operating.Page.Button("Offer again: Test steady 1.1.0")).ToBeVisibleAsync();
        await UntilAsync(page, page.GetByText("It was on 1.1.0 before."));

        await InstallAsync(operating, "Steady20", "2.0.0");
        await UntilAsync(page, page.Button("Move to 2.0.0 nonetheless"));
        await Expect(page.GetByText("the stream Notes would be gone").First).ToBeVisibleAsync();
        await InspectAsync(page, "connection-version");
        await UntilAsync(operating.Page, operating.Page.GetByText("1 does not move: a stream would be gone"));
        await InspectAsync(operating.Page, "plugins-held-back");
        await page.Button("Move to 2.0.0 nonetheless").ClickAsync();
        await UntilAsync(page, page.GetByText("It was on 1.0.0 before."));
    }

    private static async Task InspectAsync(IPage page, string name)
    {
        var look = new PageInspection(page);
        await look.LookAsync(name);
        look.AssertFlawless();
    }

    /// <summary>Puts a built version into the host's folder, and approves it once it is listed.</summary>
    private async Task InstallAsync(Person operating, string plugin, string version)
    {
        var draft = Directory.CreateDirectory(Path.Combine(Host.AddedPlugins, $".{plugin}")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "artifacts", "test-plugins", plugin, "steady", version)))
            File.Copy(file, Path.Combine(draft, Path.GetFileName(file)));
        Directory.Move(draft, Path.Combine(Host.AddedPlugins, $"steady-{version}"));
        await operating.Page.GotoAsync("/plugins");
        var approve = operating.Page.Button($"Approve Test steady {version}");
        await UntilAsync(operating.Page, approve);
        await approve.ClickAsync();
        await Expect(approve).ToHaveCountAsync(0);
    }

    /// <summary>Looks at the page until it shows something, which is a matter of seconds.</summary>
    private static async Task UntilAsync(IPage page, ILocator shown)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await shown.CountAsync() == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Seconds, $"{shown} was not shown.");
            await page.ReloadAsync();
        }
    }
}
