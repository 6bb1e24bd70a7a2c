using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

public sealed partial class PagesOfConnections(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task Pages_on_the_way_to_a_connection_are_accessible_and_fit_every_screen()
    {
        var ada = await NewWorkspaceAsync();
        var look = new PageInspection(ada.Page);
        await look.LookAsync("select-source", $"{ada.Connections}/new");
        await ada.Page.Link("ClickUp").ClickAsync();
        await look.LookAsync("credentials");
        await ada.Page.Radio("Shared with Team").CheckAsync();
        await ada.Page.Button("Finish").ClickAsync();
        await Expect(ada.Page.ErrorSummary()).ToBeVisibleAsync();
        await look.LookAsync("credentials-errors");
        await ada.Page.Field("Connection Name").FillAsync("Client work");
        await ada.Page.Radio("Shared with Workspace").CheckAsync();
        await ada.Page.Field("API Token").FillAsync(Simulator.Guest);
        await ada.Page.Button("Test connection").ClickAsync();
        await Expect(ada.Page.Heading(SignsInAs())).ToBeVisibleAsync();
        await look.LookAsync("credentials-tested");
        await look.LookAsync("select-source-draft", $"{ada.Connections}/new");
        await look.LookAsync("guide", "/guides/clickup");
        await look.LookAsync("guide-custom", "/guides/custom");
        await look.LookAsync("guide-stripe", "/guides/stripe");
        await ada.Page.GotoAsync($"{ada.Connections}/new");
        await ada.Page.Link("Stripe").ClickAsync();
        await look.LookAsync("credentials-stripe");
        look.AssertFlawless();
    }

    [Fact]
    public async Task Pages_of_a_connection_are_accessible_and_fit_every_screen()
    {
        var ada = await NewWorkspaceAsync();
        var look = new PageInspection(ada.Page);
        await ada.AddConnectionAsync("Client work", Simulator.Guest);
        await look.LookAsync("source-created");
        await ada.AddConnectionAsync("My own tasks, with a name that is as long as names of connections are permitted", Simulator.Guest, "Private to Me");
        await ada.OpenConnectionAsync("Client work");
        await ada.WatchPullAsync();
        await look.LookAsync("detail-done");
        var detail = new Uri(ada.Page.Url).AbsolutePath;
        await look.LookAsync("connections", ada.Connections);
        await look.LookAsync("connections-no-match", $"{ada.Connections}?q=zzz");
        await look.LookAsync("source", $"{ada.Connections}/clickup");
        await look.LookAsync("access", $"{detail}/access?Privacy=Private");
        await look.LookAsync("what-i-see", $"/w/{ada.Slug}/access");
        await look.LookAsync("settings", $"{detail}/settings");
        await ada.Page.Field("Connection Name").FillAsync("");
        await ada.Page.Button("Save name").ClickAsync();
        await Expect(ada.Page.ErrorSummary()).ToBeVisibleAsync();
        await look.LookAsync("settings-errors");
        await look.LookAsync("streams", $"{detail}/streams");
        await look.LookAsync("webhooks", $"{detail}/webhooks");
        await look.LookAsync("pulls", $"{detail}/pulls");
        await look.LookAsync("pull", $"{detail}/pulls/1");
        await look.LookAsync("activity", $"/w/{ada.Slug}/activity");
        look.AssertFlawless();
    }

    [Fact]
    public async Task Pages_of_records_are_accessible_and_fit_every_screen()
    {
        var ada = await NewWorkspaceAsync();
        var look = new PageInspection(ada.Page);
        // With a single connection there is nothing to choose, and its records are shown at once.
        await ada.AddConnectionAsync("My tasks", Simulator.Guest);
        await ada.AddConnectionAsync("Client work", Simulator.Guest);
        await ada.OpenConnectionAsync("Client work");
        await ada.WatchPullAsync();
        await look.LookAsync("data-choice", $"/w/{ada.Slug}/data");
        await ada.Page.RowOf("Client work").GetByRole(AriaRole.Link).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" }).GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToBeVisibleAsync();
        await look.LookAsync("data");
        var tasks = ada.Page.Url;
        await ada.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Complementary)).ToBeVisibleAsync();
        await look.LookAsync("record");
        await look.LookAsync("data-no-match", $"{tasks}?q=zzzzzz");
        look.AssertFlawless();
    }

    [GeneratedRegex("^This token signs in as .+")]
    private static partial Regex SignsInAs();
}
