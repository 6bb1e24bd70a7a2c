using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

public sealed partial class FirstConnection(RunningProduct product) : Journey(product)
{
    private const string Client = "Client work";

    [Fact]
    public async Task Somebody_registers_connects_ClickUp_watches_the_pull_reads_exports_and_keeps_it_private()
    {
        var ada = await NewWorkspaceAsync();
        await AddAsync(ada);
        await WatchAsync(ada);
        await ReadAsync(ada);
        await SwapTokenAsync(ada);
        await KeepPrivateAsync(ada);
    }

    private async Task AddAsync(Person ada)
    {
        var page = ada.Page;
        await page.Menu("Settings").ClickAsync();
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Connections" }).Last.ClickAsync();
        await Expect(page.Heading("No connections yet")).ToBeVisibleAsync();
        await page.Link("Add Connection").ClickAsync();
        await Expect(page.Heading("Select Source")).ToBeVisibleAsync();
        await page.Link("ClickUp").ClickAsync();

        await Expect(page.Heading("Set Up Credentials")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "ClickUp guide" })).ToContainTextAsync("API Token");
        await page.Field("Connection Name").FillAsync(Client);
        await page.Field("API Token").FillAsync(Simulator.Owner);
        await page.Button("Test connection").ClickAsync();
        await Expect(page.Heading(SignsInAs())).ToBeVisibleAsync();
        await Expect(page.Radio("Shared with Workspace")).ToBeCheckedAsync();

        // So that there is something to watch: one call of the pull takes long.
        await Simulator.FaultAsync(new { kind = "slow", token = "owner", delayMilliseconds = 6_000, times = 1, skip = 18 });
        await page.Button("Finish").ClickAsync();
        await Expect(page.Heading("ClickUp Connections")).ToBeVisibleAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        await Expect(page.RowOf(Client)).ToContainTextAsync("Shared with Workspace");
    }

    private static async Task WatchAsync(Person ada)
    {
        var page = ada.Page;
        await page.RowOf(Client).GetByRole(AriaRole.Link, new() { Name = Client }).ClickAsync();
        await Expect(page.Heading(PullIsOpen())).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { window.sameDocument = true; }");
        await ada.WatchPullAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.sameDocument === true"), "The page was loaded anew to show the end of the pull.");
        await Expect(page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
        var streams = page.GetByRole(AriaRole.Table, new() { Name = "Streams of this pull" });
        await Expect(streams.GetByText("Done", new() { Exact = true })).ToHaveCountAsync(6);
    }

    private async Task ReadAsync(Person ada)
    {
        var page = ada.Page;
        var truth = await Simulator.TruthAsync("owner");
        var task = truth.Tasks.First(t => t.Name.Length > 8 && truth.Tasks.Count(other => other.Name.Contains(t.Name, StringComparison.OrdinalIgnoreCase)) == 1);
        await page.GetByRole(AriaRole.Navigation, new() { Name = Client }).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" }).GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search Tasks" }).FillAsync(task.Name);
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToContainTextAsync("1 that match");
        await page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link, new() { Name = task.Name }).ClickAsync();
        var record = page.GetByRole(AriaRole.Complementary);
        await Expect(record.GetByRole(AriaRole.Heading, new() { Name = task.Name })).ToBeVisibleAsync();
        await Expect(record).ToContainTextAsync(task.Id);
        await Expect(record).ToContainTextAsync(task.Status, new() { IgnoreCase = true });
        // Straight on, without waiting for the record to close: the last wish counts, whichever answer comes first.
        await page.Link("Close the record").ClickAsync();
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search Tasks" }).FillAsync("");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search Tasks" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToContainTextAsync($"of {truth.Tasks.Count:N0}");
        await page.Menu("Export").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var rows = CsvRows.Parse(await File.ReadAllTextAsync(await download.PathAsync(), Cancelled));
        Assert.Equal(truth.Tasks.Count, rows.Count - 1);
        Assert.Contains(rows, row => row.Contains(task.Name));
    }

    private async Task SwapTokenAsync(Person ada)
    {
        var page = ada.Page;
        await ada.OpenConnectionAsync(Client);
        await page.GetByRole(AriaRole.Navigation, new() { Name = Client }).GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.Field("New API Token").FillAsync(Simulator.Revoked);
        await page.Button("Swap token").ClickAsync();
        await Expect(page.ErrorSummary()).ToBeVisibleAsync();
        await page.Field("New API Token").FillAsync(Simulator.Guest);
        await page.Button("Swap token").ClickAsync();
        await Expect(page.GetByText(TokenSwapped())).ToBeVisibleAsync();
        await Expect(page.Content()).ToContainTextAsync($"•••• {Simulator.Guest[^4..]}");
    }

    private async Task KeepPrivateAsync(Person ada)
    {
        var ben = await NewColleagueAsync(ada, "Ben Marsh");
        await ben.Page.GotoAsync(ada.Connections);
        await Expect(ben.Page.RowOf(Client)).ToBeVisibleAsync();
        var address = new Uri(new Uri(Host.Address), await ben.Page.RowOf(Client).GetByRole(AriaRole.Link, new() { Name = Client }).GetAttributeAsync("href"));

        await ada.Page.Link("Open Access").ClickAsync();
        await ada.Page.Radio("Private to Me").CheckAsync();
        await Expect(ada.Page.Heading("After the change, 1 person can see it")).ToBeVisibleAsync();
        await Expect(ada.Page.Content()).ToContainTextAsync("Ben Marsh. So far: Is a member of");
        await ada.Page.Button("Change privacy").ClickAsync();
        await Expect(ada.Page.GetByText("Privacy saved.")).ToBeVisibleAsync();

        await ben.Page.ReloadAsync();
        await Expect(ben.Page.Heading("No connections yet")).ToBeVisibleAsync();
        foreach (var below in new[] { "", "/access", "/settings", "/pulls", "/pulls/1" })
        {
            var answer = await ben.Page.GotoAsync(address + below);
            Assert.Equal(404, answer!.Status);
        }
        var data = await ben.Page.GotoAsync($"/w/{ada.Slug}/data/{address.Segments[^1]}/tasks");
        Assert.Equal(404, data!.Status);
        await ben.Page.GotoAsync($"{ada.Connections}/new");
        await Expect(ben.Page.Content().GetByText("1 connection")).ToHaveCountAsync(0);
        await ben.Page.GotoAsync($"/w/{ada.Slug}/activity");
        await Expect(ben.Page.Heading("Nothing has happened yet")).ToBeVisibleAsync();
    }

    [GeneratedRegex("^This token signs in as .+")]
    private static partial Regex SignsInAs();

    [GeneratedRegex("^Pull (is starting|in progress)$")]
    private static partial Regex PullIsOpen();

    [GeneratedRegex("^Token swapped.* It signs in as .+")]
    private static partial Regex TokenSwapped();
}
