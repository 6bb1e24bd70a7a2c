using BlinkSaaS.Sources.Hosting;
using ClickUpSimulator;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>What the source thinks a pull takes, at every step of the pull.</summary>
public sealed class EstimateTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var name in WorldsByName.Keys)
            {
                cases.Add(name, 1);
                cases.Add(name, 2);
            }

            return cases;
        }
    }

    private static Dictionary<string, WorldOptions> WorldsByName { get; } = new()
    {
        ["small"] = WorldOptions.Small,
        ["demo"] = WorldOptions.Demo,
        ["much archived"] = WorldOptions.Demo with { ArchivedSpaces = 3, ArchivedFolderShare = 0.25, ArchivedListShare = 0.25 },
        ["many folders"] = WorldOptions.Demo with { ClickUpWorkspaces = 1, Spaces = 6, FoldersPerSpace = 8, ListsPerFolder = 2, TasksPerList = 8 },
        ["many tasks"] = WorldOptions.Demo with { Spaces = 2, FoldersPerSpace = 1, ListsPerFolder = 2, TasksPerList = 200 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Once_half_of_the_calls_is_done_the_estimate_is_within_15_percent_and_at_the_end_nearly_exact(string world, int seed)
    {
        await using var simulator = await StartAsync(WorldsByName[world] with { Seed = seed });
        var estimates = await WalkAsync(simulator);
        var total = simulator.Statistics.Calls;

        var later = estimates.Where(e => e.Made * 2 >= total).Select(e => Math.Abs(e.Expected - total) / (double)total).Order().ToList();
        Assert.InRange(later[later.Count / 2], 0, 0.15);
        Assert.InRange(estimates[^1].Expected, total * 0.9, total * 1.1);
    }

    [Fact]
    public async Task Nothing_is_said_before_the_spaces_are_known_and_nothing_is_asked_to_say_it()
    {
        await using var simulator = await StartAsync(WorldOptions.Small);
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        using var session = sessions.Open(simulator.Tokens.Owner);
        Assert.Null(((IEstimates)session.Source).EstimateCalls(session, new EstimateRequest { Streams = await StreamsAsync(session), Full = true }));
        Assert.Equal(0, simulator.Statistics.Calls);
    }

    [Fact]
    public async Task Streams_whose_slower_round_is_not_due_are_left_out()
    {
        await using var simulator = await StartAsync(WorldOptions.Demo);
        var checkpoints = new Dictionary<string, string>();
        await WalkAsync(simulator, checkpoints);
        simulator.Statistics.Reset();
        var estimates = await WalkAsync(simulator, checkpoints);

        Assert.Equal(1 + 2 * simulator.World.Workspaces.Count, simulator.Statistics.Calls);
        Assert.Equal(simulator.Statistics.Calls, estimates[^1].Expected);
    }

    private static async Task<List<(long Made, long Expected)>> WalkAsync(SimulatorHost simulator, Dictionary<string, string>? checkpoints = null)
    {
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        using var session = sessions.Open(simulator.Tokens.Owner);
        var streams = await StreamsAsync(session);
        checkpoints ??= [];
        var full = checkpoints.Count == 0;
        var request = new EstimateRequest { Streams = streams, Full = full };
        var estimates = new List<(long Made, long Expected)>();
        foreach (var stream in streams)
        {
            await foreach (var partition in session.Source.PartitionAsync(session, stream, TestContext.Current.CancellationToken))
            {
                var read = new ReadRequest { Stream = stream, Partition = partition, Full = full, Checkpoint = checkpoints.GetValueOrDefault($"{stream.Name} {partition.Key}") };
                await foreach (var message in session.Source.ReadAsync(session, read, TestContext.Current.CancellationToken))
                {
                    if (message is CheckpointMessage checkpoint)
                        checkpoints[$"{stream.Name} {partition.Key}"] = checkpoint.State;
                    if (message is not RecordMessage && ((IEstimates)session.Source).EstimateCalls(session, request) is { } expected)
                        estimates.Add((session.Meter.Calls, expected));
                }
            }
        }

        return estimates;
    }

    private static async Task<List<StreamDescriptor>> StreamsAsync(SourceSession session)
    {
        var streams = new List<StreamDescriptor>();
        await foreach (var stream in session.Source.DiscoverAsync(session, TestContext.Current.CancellationToken))
        {
            if (stream.SelectedByDefault)
                streams.Add(stream);
        }

        return streams;
    }

    private static Task<SimulatorHost> StartAsync(WorldOptions world) => SimulatorHost.StartAsync(
        new SimulatorOptions { World = world, RateLimit = Worlds.NoLimit }, TestContext.Current.CancellationToken);
}
