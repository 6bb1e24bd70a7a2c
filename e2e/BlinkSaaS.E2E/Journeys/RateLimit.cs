using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

public sealed class RateLimit(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task A_pull_waits_for_the_limit_of_a_hundred_calls_a_minute_and_is_never_refused()
    {
        const string token = "revocable";
        var ada = await NewWorkspaceAsync();
        await Simulator.LimitAsync(token, calls: 100);
        // Another program uses the token, too: what is left does not do for a whole pull.
        await Simulator.SpendAsync(token, calls: 60);
        await ada.AddConnectionAsync("Client work", Simulator.Limited);
        await ada.OpenConnectionAsync("Client work");
        await Expect(ada.Page.Content().GetByText("Waiting for rate limit").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(ada.Page.Content().GetByText("Resumes in").First).ToBeVisibleAsync();
        await ada.WatchPullAsync();
        await Expect(ada.Page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
        await LookBackAsync(ada);

        var statistics = await Simulator.StatisticsAsync();
        Assert.True(statistics.ByToken[token] > 50, $"The pull made {statistics.ByToken[token]} calls.");
        Assert.DoesNotContain(token, statistics.RefusedByToken.Keys);
        var truth = await Simulator.TruthAsync(token);
        await ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Client work" }).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" })).ToContainTextAsync($"Tasks {truth.Tasks.Count:N0}");
    }

    /// <summary>The pull's own page shows afterwards that it waited, for how long, and that nothing was refused.</summary>
    private static async Task LookBackAsync(Person ada)
    {
        var page = ada.Page;
        await page.Content().GetByRole(AriaRole.Link, new() { Name = "Pull #1", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pull #1", Exact = true, Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Timeline of pull #1" })).ToBeVisibleAsync();
        var counters = page.GetByRole(AriaRole.Region, new() { Name = "Counters" });
        await Expect(counters).ToContainTextAsync("refused calls (429)0");
        await Expect(counters).ToContainTextAsync(new System.Text.RegularExpressions.Regex("waited, [0-9]+.time"));
        var events = page.GetByRole(AriaRole.Region, new() { Name = "Events" });
        await Expect(events.GetByRole(AriaRole.Rowheader, new() { Name = "Waited" }).First).ToBeVisibleAsync();
        await Expect(events.GetByRole(AriaRole.Rowheader, new() { Name = "Finished" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Streams" }).GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Events of Tasks" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" }).GetByRole(AriaRole.Link, new() { Name = "Client work" }).ClickAsync();
    }
}
