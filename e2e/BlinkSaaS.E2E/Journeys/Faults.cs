using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>ClickUp is broken, or the token is. Each journey has a token of its own: a pull that another left behind meets none of its faults.</summary>
public sealed partial class Faults(RunningProduct product) : Journey(product)
{
    [Theory]
    [InlineData("status", "ClickUp has a fault at the moment")]
    [InlineData("html", "ClickUp answered with something that is not its usual data")]
    [InlineData("cutOff", "The connection to ClickUp broke off|ClickUp broke off its answer")]
    [InlineData("reset", "ClickUp broke off its answer|ClickUp cannot be reached")]
    [InlineData("slow", "ClickUp did not answer within 30 seconds. Try again in a minute.")]
    public async Task A_test_while_ClickUp_is_broken_says_so_and_succeeds_when_it_is_well_again(string kind, string sentence)
    {
        var ada = await NewWorkspaceAsync();
        var token = await Simulator.AnotherAsync("member");
        await ada.BeginConnectionAsync();
        await ada.Page.Field("Connection Name").FillAsync("Client work");
        await ada.Page.Field("API Token").FillAsync(token.Secret);
        await Simulator.FaultAsync(new { kind, token = token.Name, delayMilliseconds = 45_000 });
        try
        {
            await ada.Page.Button("Test connection").ClickAsync();
            await Expect(ada.Page.Content().GetByRole(AriaRole.Alert)).ToContainTextAsync(new Regex(sentence), new() { Timeout = 60_000 });
        }
        finally
        {
            await Simulator.ClearFaultsAsync(token.Name);
        }
        await ada.Page.Button("Test connection").ClickAsync();
        await Expect(ada.Page.Heading(SignsInAs())).ToBeVisibleAsync();
        Assert.True(Host.IsRunning);
    }

    [Fact]
    public async Task A_pull_gets_over_faults_that_pass()
    {
        var ada = await NewWorkspaceAsync();
        var token = await Simulator.AnotherAsync("member");
        var truth = await Simulator.TruthAsync(token.Name);
        await FaultTasksAsync(token, truth, "status", times: 2);
        await FaultTasksAsync(token, truth, "cutOff", times: 1);
        await FaultTasksAsync(token, truth, "html", times: 1);
        await ada.AddConnectionAsync("Client work", token.Secret);
        await ada.OpenConnectionAsync("Client work");
        await ada.WatchPullAsync();
        await Expect(ada.Page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
        await ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Client work" }).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Streams" })).ToContainTextAsync($"Tasks {truth.Tasks.Count:N0}");
    }

    [Fact]
    public async Task A_pull_that_cannot_read_the_tasks_says_so_keeps_the_rest_and_can_be_repeated()
    {
        var ada = await NewWorkspaceAsync();
        var token = await Simulator.AnotherAsync("member");
        await FaultTasksAsync(token, await Simulator.TruthAsync(token.Name), "status", times: null);
        try
        {
            await ada.AddConnectionAsync("Client work", token.Secret);
            await ada.OpenConnectionAsync("Client work");
            await Expect(ada.Page.Heading("Last pull: some of it failed")).ToBeVisibleAsync(new() { Timeout = 240_000 });
            await Expect(ada.Page.Content().GetByText("ClickUp has a fault at the moment").First).ToBeVisibleAsync();
            var streams = ada.Page.GetByRole(AriaRole.Table, new() { Name = "Streams of this pull" });
            await Expect(streams.GetByRole(AriaRole.Row).Filter(new() { HasText = "Tasks" })).ToContainTextAsync("Failed");
            await Expect(streams.GetByRole(AriaRole.Row).Filter(new() { HasText = "Lists" })).ToContainTextAsync("Done");
        }
        finally
        {
            await Simulator.ClearFaultsAsync(token.Name);
        }
        await ada.Page.Button("Pull now").ClickAsync();
        await ada.WatchPullAsync();
        await Expect(ada.Page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
        Assert.True(Host.IsRunning);
    }

    [Fact]
    public async Task A_token_that_dies_in_a_pull_stops_the_pulls_until_it_is_swapped()
    {
        var ada = await NewWorkspaceAsync();
        var token = await Simulator.AnotherAsync("member");
        await FaultTasksAsync(token, await Simulator.TruthAsync(token.Name), "tokenRevoked", times: 1);
        await ada.AddConnectionAsync("Client work", token.Secret);
        await ada.OpenConnectionAsync("Client work");
        await Expect(ada.Page.GetByText("ClickUp does not accept this token any more")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Expect(ada.Page.Content().GetByText("Needs new token").First).ToBeVisibleAsync();
        await ada.Page.GotoAsync($"{ada.Connections}?show=attention");
        await Expect(ada.Page.RowOf("Client work")).ToContainTextAsync("Needs new token");

        await ada.OpenConnectionAsync("Client work");
        await ada.Page.Link("Swap token").ClickAsync();
        await ada.Page.Field("New API Token").FillAsync(Simulator.Guest);
        await ada.Page.Button("Swap token").ClickAsync();
        await Expect(ada.Page.GetByText("Token swapped.")).ToBeVisibleAsync();
        await ada.OpenConnectionAsync("Client work");
        await ada.WatchPullAsync();
        await Expect(ada.Page.Content().GetByText("Healthy").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_pull_that_ended_before_its_page_could_follow_it_is_shown_as_ended()
    {
        var ada = await NewWorkspaceAsync();
        var token = await Simulator.AnotherAsync("member");
        var truth = await Simulator.TruthAsync(token.Name);
        // Held back until its page is open.
        await Simulator.FaultAsync(new { kind = "slow", delayMilliseconds = 15_000, token = token.Name, pathPrefix = $"/api/v2/team/{truth.Workspaces[0]}/task" });
        await ada.AddConnectionAsync("Client work", token.Secret);
        var over = new TaskCompletionSource();
        await ada.Page.RouteAsync("**/live", async route =>
        {
            await over.Task;
            await route.ContinueAsync();
        });
        await ada.OpenConnectionAsync("Client work");
        await Expect(ada.Page.Heading("Pull in progress")).ToBeVisibleAsync();
        await Simulator.ClearFaultsAsync(token.Name);

        var other = await ada.Context.NewPageAsync();
        await other.GotoAsync(ada.Page.Url);
        await Expect(other.Heading("Last pull")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Expect(ada.Page.Heading("Pull in progress")).ToBeVisibleAsync();
        over.SetResult();
        await Expect(ada.Page.Heading("Last pull")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_page_of_a_pull_that_runs_is_accessible_and_fits_every_screen()
    {
        var ada = await NewWorkspaceAsync();
        var token = await Simulator.AnotherAsync("member");
        var truth = await Simulator.TruthAsync(token.Name);
        // It stays in the middle for as long as it is looked at.
        await Simulator.FaultAsync(new { kind = "slow", delayMilliseconds = 60_000, token = token.Name, pathPrefix = $"/api/v2/team/{truth.Workspaces[0]}/task" });
        try
        {
            await ada.AddConnectionAsync("Client work", token.Secret);
            await ada.OpenConnectionAsync("Client work");
            var streams = ada.Page.GetByRole(AriaRole.Table, new() { Name = "Streams of this pull" });
            await Expect(streams.GetByRole(AriaRole.Row).Filter(new() { HasText = "Tasks" })).ToContainTextAsync("Pulling");
            var look = new PageInspection(ada.Page);
            await look.LookAsync("detail-pulling");
            await look.LookAsync("connections-pulling", ada.Connections);
            look.AssertFlawless();
        }
        finally
        {
            await Simulator.ClearFaultsAsync(token.Name);
        }
    }

    /// <summary>Only what a check never calls.</summary>
    private Task FaultTasksAsync(SimulatedToken token, Truth truth, string kind, int? times) =>
        Simulator.FaultAsync(new { kind, times, token = token.Name, pathPrefix = $"/api/v2/team/{truth.Workspaces[0]}/task" });

    [GeneratedRegex("^This token signs in as .+")]
    private static partial Regex SignsInAs();
}
