using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Budgets;
using ClickUpSimulator;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Estimates;

/// <summary>
/// How far the estimate of a pull's calls is from what it takes, over generated worlds of several kinds: what the check says
/// before a first pull, what is shown once a tenth of the calls is done, and the same for the pulls after it. The pull is asked
/// for its estimate as often as it writes it, and each of these moments counts.
/// </summary>
internal static class EstimateBenchmark
{
    private const double Aim = 0.15;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        List<double> before = [], first = [], next = [];
        var connection = 0;
        foreach (var (name, world) in EstimateWorlds.Of(run.Quick, run.Seed))
        {
            var pulls = await WorldAsync(database, new ConnectionKey(1, ++connection), world, cancellationToken);
            run.Note(FormattableString.Invariant($"{name}: {pulls.First.Calls} calls, {pulls.Before} said before, {EstimateErrors.Median(pulls.First.Errors):P0} off once a tenth is done; next {pulls.Next.Calls} calls, {EstimateErrors.Median(pulls.Next.Errors):P0} off"));
            before.Add(EstimateErrors.Of(pulls.Before, pulls.First.Calls));
            first.AddRange(pulls.First.Errors);
            next.AddRange(pulls.Next.Errors);
        }

        return
        [
            new Figure("first pull, before it: median error", EstimateErrors.Median(before), "") { Reference = EstimateErrors.Worst(before) },
            WantsAtMost(new Figure("first pull, once a tenth is done: median error", EstimateErrors.Median(first), "") { Reference = EstimateErrors.Worst(first) }),
            WantsAtMost(new Figure("next pulls, once a tenth is done: median error", EstimateErrors.Median(next), "") { Reference = EstimateErrors.Worst(next) }),
            WantsAtMost(new Figure("all, once a tenth is done: median error", EstimateErrors.Median([.. first, .. next]), "")),
        ];
    }

    private static Figure WantsAtMost(Figure figure) => figure with { Aim = $"<= {Figure.Text(Aim)}", Met = figure.Value <= Aim };

    private static async Task<(long Before, EstimateErrors First, EstimateErrors Next)> WorldAsync(
        OwnDatabase database, ConnectionKey key, WorldOptions world, CancellationToken cancellationToken)
    {
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { World = world, RateLimit = new RateLimitSettings { Limit = 1_000_000 } }, cancellationToken);
        await using var engine = new PluginEngine(new EngineSettings
        {
            Database = database.EngineConnection, Address = simulator.BaseAddress, Token = simulator.Tokens.Owner,
            Pulls = options => options.Progress = TimeSpan.FromMilliseconds(10),
        });
        var before = await CheckAsync(engine, cancellationToken);
        await database.AddAsync(key, cancellationToken);
        await using (var connection = await database.Engine.OpenConnectionAsync(cancellationToken))
            await FirstPullEstimate.KeepAsync(connection, null, key, before, cancellationToken);
        var first = await EstimateErrors.WatchAsync(database, engine, key, cancellationToken);
        await database.MakeDueAsync(key, cancellationToken);
        await EstimateErrors.WatchAsync(database, engine, key, cancellationToken);
        await database.MakeDueAsync(key, cancellationToken);
        return (before, first, await EstimateErrors.WatchAsync(database, engine, key, cancellationToken));
    }

    private static async Task<long> CheckAsync(PluginEngine engine, CancellationToken cancellationToken)
    {
        using var budgets = new CallBudgets(TimeProvider.System);
        using var budget = budgets.For("check", engine.Plugin.Descriptor!.RateLimit with { Permits = 1_000_000 });
        using var session = engine.Sessions.Open(engine.Credentials, budget, (_, _) => { });
        return (await session.Source.CheckAsync(session, cancellationToken)).EstimatedCalls
            ?? throw new MeasurementException("The check estimates nothing.");
    }
}
