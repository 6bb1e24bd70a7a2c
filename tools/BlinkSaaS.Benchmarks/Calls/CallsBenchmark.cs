using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using ClickUpSimulator;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Calls;

/// <summary>
/// Whole pulls of generated worlds with the ClickUp plugin: the calls that the simulator counted, beside the least possible.
/// What was pulled must be the truth, or few calls would be no merit.
/// </summary>
internal static class CallsBenchmark
{
    private const double Aim = 1.05;

    private static readonly int[] Limits = [100, 10_000];

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        var figures = new List<Figure> { await SimulatorSpeed.MeasureAsync(run.Seed, cancellationToken) };
        var connections = 0;
        foreach (var (name, options) in CallWorlds.All(run.Quick))
            figures.AddRange(await WorldAsync(run, database, new ConnectionKey(1, ++connections), name, options with { Seed = run.Seed }, cancellationToken));
        figures.AddRange(await FanOutAsync(run, database, connections, cancellationToken));
        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> WorldAsync(
        Run run, OwnDatabase database, ConnectionKey key, string name, WorldOptions world, CancellationToken cancellationToken)
    {
        await using var simulator = await StartAsync(world, cancellationToken);
        await using var engine = EngineOf(database, simulator, streams: null);
        await database.AddAsync(key, cancellationToken);
        using var cost = new PullCost();
        var first = await PullAsync(simulator, engine, key, cancellationToken);
        var taken = cost.Elapsed;
        Figure[] spent = [.. cost.Figures(name), .. PullCost.AtLimits(name, first, taken, Limits)];
        await CheckAsync(database, key, simulator, cancellationToken);
        await database.MakeDueAsync(key, cancellationToken);
        var next = await PullAsync(simulator, engine, key, cancellationToken);
        await CheckAsync(database, key, simulator, cancellationToken);
        run.Note($"{name}: {simulator.World.Tasks.Count()} tasks in {simulator.World.Lists.Count()} lists");
        return
        [
            new Figure($"{name}: first pull", first, "calls").Beside(LeastCalls.First(simulator.World)).WantsRatioAtMost(Aim),
            .. spent,
            new Figure($"{name}: next pull, nothing changed", next, "calls").Beside(LeastCalls.Unchanged(simulator.World)).WantsRatioAtMost(Aim),
        ];
    }

    /// <summary>Each stream that is asked for place by place or task by task, alone, and those together that share what they ask.</summary>
    private static async Task<IReadOnlyList<Figure>> FanOutAsync(Run run, OwnDatabase database, int connections, CancellationToken cancellationToken)
    {
        await using var simulator = await StartAsync(WorldOptions.Small with { Seed = run.Seed }, cancellationToken);
        var figures = new List<Figure>();
        foreach (var fanOut in FanOutCalls.Of(simulator))
        {
            var key = new ConnectionKey(1, ++connections);
            await using var engine = EngineOf(database, simulator, fanOut.Streams.ToHashSet());
            await database.AddAsync(key, cancellationToken);
            figures.Add(new Figure($"small: {fanOut.Name}, first pull", await PullAsync(simulator, engine, key, cancellationToken), "calls")
                .Beside(fanOut.Least).WantsRatioAtMost(Aim));
        }

        return figures;
    }

    private static Task<SimulatorHost> StartAsync(WorldOptions world, CancellationToken cancellationToken) => SimulatorHost.StartAsync(
        new SimulatorOptions { World = world, RateLimit = new RateLimitSettings { Limit = 1_000_000 } }, cancellationToken);

    private static PluginEngine EngineOf(OwnDatabase database, SimulatorHost simulator, IReadOnlySet<string>? streams) => new(
        new EngineSettings { Database = database.EngineConnection, Address = simulator.BaseAddress, Token = simulator.Tokens.Owner, Streams = streams });

    private static async Task<int> PullAsync(SimulatorHost simulator, PluginEngine engine, ConnectionKey key, CancellationToken cancellationToken)
    {
        simulator.Statistics.Reset();
        var result = await engine.PullAsync(key, cancellationToken);
        return result?.State == PullState.Done ? simulator.Statistics.Calls : throw new MeasurementException($"The pull ended {result?.State}: {result?.Error}");
    }

    private static async Task CheckAsync(OwnDatabase database, ConnectionKey key, SimulatorHost simulator, CancellationToken cancellationToken)
    {
        var difference = await TruthCheck.CompareAsync(database, key, simulator.Truth("owner"), cancellationToken);
        if (!difference.None)
            throw new MeasurementException($"What was pulled is not the truth: {difference}");
    }
}
