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
        await ada.WatchPullAsync();
        await Expect(ada.Page.Content().GetByText("Healthy").First).ToBeVisibleAsync();

        var statistics = await Simulator.StatisticsAsync();
        Assert.True(statistics.ByToken[token] > 50, $"The pull made {statistics.ByToken[token]} calls.");
        Assert.DoesNotContain(token, statistics.RefusedByToken.Keys);
        var truth = await Simulator.TruthAsync(token);
        await ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Client work" }).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" })).ToContainTextAsync($"Tasks {truth.Tasks.Count:N0}");
    }
}
