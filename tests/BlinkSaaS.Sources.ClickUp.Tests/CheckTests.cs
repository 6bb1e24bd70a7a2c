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
    public async Task Takes_two_calls_and_three_for_each_ClickUp_Workspace_and_two_for_each_space()
    {
        await using var simulator = await StartAsync(WorldOptions.Small);
        await CheckAsync(simulator, simulator.Tokens.Owner);
        Assert.Equal(2 + 3 * simulator.World.Workspaces.Count + 2 * simulator.World.Spaces.Count(), simulator.Statistics.Calls);
    }

    [Theory]
    [InlineData(100, "Business")]
    [InlineData(1_000, "Business Plus")]
    [InlineData(10_000, "Enterprise")]
    public async Task Says_the_plan_and_the_limit_as_the_headers_have_it(int limit, string plan)
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { RateLimit = new() { Limit = limit } }, TestContext.Current.CancellationToken);
        var result = await CheckAsync(simulator, simulator.Tokens.Owner);
        Assert.Equal((plan, limit), (result.Plan, result.Permits));
    }

    [Fact]
    public async Task Says_what_a_member_will_not_see()
    {
        await using var simulator = await StartAsync(WorldOptions.Small);
        Assert.Contains((await CheckAsync(simulator, simulator.Tokens.Member)).NotSeen, n => n.Contains("recorded time of others", StringComparison.Ordinal));
        Assert.DoesNotContain((await CheckAsync(simulator, simulator.Tokens.Owner)).NotSeen, n => n.Contains("recorded time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Looks_into_few_spaces_only_where_there_are_many()
    {
        await using var simulator = await StartAsync(WorldOptions.Small with { Spaces = 30, FoldersPerSpace = 1, TasksPerList = 1 });
        var result = await CheckAsync(simulator, simulator.Tokens.Owner);
        Assert.True(simulator.Statistics.Calls <= 34, $"{simulator.Statistics.Calls} calls");
        Assert.DoesNotContain(result.Sees, s => s.What == "Lists");
        Assert.True(result.EstimatedCalls > 4 * 30, $"{result.EstimatedCalls} calls estimated");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task Estimates_the_calls_of_the_first_pull_with_what_is_in_the_archive(int seed, bool demo)
    {
        await using var simulator = await StartAsync((demo ? WorldOptions.Demo : Worlds.SeveralPages) with { Seed = seed });
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
