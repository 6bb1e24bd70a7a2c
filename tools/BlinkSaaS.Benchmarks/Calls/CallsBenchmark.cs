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

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var worlds = new List<(string Name, WorldOptions Options)> { ("small", WorldOptions.Small), ("demo", WorldOptions.Demo) };
        if (!run.Quick)
            worlds.Add(("large", WorldOptions.Large with { KeepBodies = false }));
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        var figures = new List<Figure>();
        foreach (var (name, options) in worlds)
        {
            var key = new ConnectionKey(1, figures.Count + 1);
            figures.AddRange(await WorldAsync(run, database, key, name, options with { Seed = run.Seed }, cancellationToken));
        }

        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> WorldAsync(
        Run run, OwnDatabase database, ConnectionKey key, string name, WorldOptions world, CancellationToken cancellationToken)
    {
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { World = world, RateLimit = new RateLimitSettings { Limit = 1_000_000 } }, cancellationToken);
        await using var engine = new PluginEngine(
            new EngineSettings { Database = database.EngineConnection, Address = simulator.BaseAddress, Token = simulator.Tokens.Owner });
        await database.AddAsync(key, cancellationToken);
        var first = await PullAsync(simulator, engine, database, key, cancellationToken);
        await database.MakeDueAsync(key, cancellationToken);
        var next = await PullAsync(simulator, engine, database, key, cancellationToken);
        run.Note($"{name}: {simulator.World.Tasks.Count()} tasks in {simulator.World.Lists.Count()} lists");
        return
        [
            new Figure($"{name}: first pull", first, "calls").Beside(LeastCalls.First(simulator.World)).WantsRatioAtMost(Aim),
            new Figure($"{name}: next pull, nothing changed", next, "calls").Beside(LeastCalls.Unchanged(simulator.World)).WantsRatioAtMost(Aim),
        ];
    }

    private static async Task<int> PullAsync(
        SimulatorHost simulator, PluginEngine engine, OwnDatabase database, ConnectionKey key, CancellationToken cancellationToken)
    {
        simulator.Statistics.Reset();
        var result = await engine.PullAsync(key, cancellationToken);
        var calls = simulator.Statistics.Calls;
        if (result?.State != PullState.Done)
            throw new MeasurementException($"The pull ended {result?.State}: {result?.Error}");
        var difference = await TruthCheck.CompareAsync(database, key, simulator.Truth("owner"), cancellationToken);
        return difference.None ? calls : throw new MeasurementException($"What was pulled is not the truth: {difference}");
    }
}
