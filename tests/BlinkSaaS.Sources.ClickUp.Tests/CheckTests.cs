using ClickUpSimulator;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Sources.ClickUp.Tests;

public sealed class CheckTests
{
    [Fact]
    public async Task Says_whose_token_it_is_and_what_it_sees()
    {
        await using var simulator = await StartAsync(WorldOptions.Small);
        var result = await CheckAsync(simulator, simulator.Tokens.Owner);
        Assert.Equal(simulator.World.Workspaces[0].Members[0].Username, result.Account);
        Assert.Equal(
            [
                new Sight("ClickUp Workspaces", simulator.World.Workspaces.Count),
                new Sight("Spaces", simulator.World.Spaces.Count(s => !s.Archived)),
                new Sight("Lists", simulator.World.Lists.Count(l => !l.IsUnderArchive)),
            ],
            result.Sees);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task Takes_two_calls_and_one_for_each_ClickUp_Workspace_and_two_for_each_space()
    {
        await using var simulator = await StartAsync(WorldOptions.Small);
        await CheckAsync(simulator, simulator.Tokens.Owner);
        Assert.Equal(2 + simulator.World.Workspaces.Count + 2 * simulator.World.Spaces.Count(s => !s.Archived), simulator.Statistics.Calls);
    }

    [Fact]
    public async Task Looks_into_few_spaces_only_where_there_are_many()
    {
        await using var simulator = await StartAsync(WorldOptions.Small with { Spaces = 30, FoldersPerSpace = 1, TasksPerList = 1 });
        var result = await CheckAsync(simulator, simulator.Tokens.Owner);
        Assert.True(simulator.Statistics.Calls <= 25, $"{simulator.Statistics.Calls} calls");
        Assert.DoesNotContain(result.Sees, s => s.What == "Lists");
        Assert.True(result.EstimatedCalls > 4 * 30, $"{result.EstimatedCalls} calls estimated");
    }

    [Fact]
    public async Task Estimates_the_calls_of_the_first_pull()
    {
        await using var simulator = await StartAsync(Worlds.SeveralPages with { ArchivedListShare = 0, ArchivedFolderShare = 0, ArchivedSpaces = 0 });
        var estimate = (await CheckAsync(simulator, simulator.Tokens.Owner)).EstimatedCalls;
        simulator.Statistics.Reset();
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, TimeProvider.System);
        await pulled.PullAsync();
        Assert.NotNull(estimate);
        Assert.InRange(estimate.Value, simulator.Statistics.Calls * 0.8, simulator.Statistics.Calls * 1.2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Warns_that_a_guest_sees_little(bool guestsSeeContainers)
    {
        await using var simulator = await StartAsync(WorldOptions.Small);
        simulator.Modes = simulator.Modes with { GuestsSeeContainers = guestsSeeContainers };
        var result = await CheckAsync(simulator, simulator.Tokens.Guest);
        Assert.Contains(new Sight("Lists", 1), result.Sees);
        Assert.Contains(result.Warnings, w => w.Contains("guest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rejects_a_token_that_was_revoked()
    {
        await using var simulator = await StartAsync(WorldOptions.Small);
        var problem = await Assert.ThrowsAsync<CredentialRejectedException>(() => CheckAsync(simulator, simulator.Tokens.Revoked));
        Assert.Contains("Token invalid", problem.Message, StringComparison.Ordinal);
        Assert.Equal(1, simulator.Statistics.Calls);
    }

    private static async Task<CheckResult> CheckAsync(SimulatorHost simulator, string token)
    {
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        using var session = sessions.Open(token);
        return await session.Source.CheckAsync(session, TestContext.Current.CancellationToken);
    }

    private static Task<SimulatorHost> StartAsync(WorldOptions world) => SimulatorHost.StartAsync(
        new SimulatorOptions { World = world, RateLimit = Worlds.NoLimit }, TestContext.Current.CancellationToken);
}
