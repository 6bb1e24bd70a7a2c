using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using ClickUpSimulator;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>What a token's pulls got.</summary>
/// <param name="Settings">The limit.</param>
/// <param name="Admitted">Calls that the simulator let through in the measured windows.</param>
/// <param name="Available">Calls that it would have let through in them.</param>
/// <param name="Refused">Calls that it refused, from the first call on. Nobody else uses the token: all are of our making.</param>
/// <param name="Jain">1 where all pulls got the same, 1/n where one got all.</param>
internal sealed record LoadResult(RateLimitSettings Settings, int Admitted, int Available, int Refused, double Jain);

/// <summary>Pulls that all want more calls of one token than there are, for three whole windows.</summary>
internal sealed class TokenUnderLoad(OwnDatabase database, int workspace, RateLimitSettings settings, int pulls, int seed)
{
    private const int Windows = 3;

    public static TimeSpan Latency { get; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Thousands of light calls for each pull: the budget is the subject, not the records.</summary>
    private WorldOptions World => WorldOptions.Small with
    {
        Seed = seed,
        ClickUpWorkspaces = 1,
        Spaces = 8,
        FoldersPerSpace = 50,
        ListsPerFolder = 1,
        TasksPerList = 0,
    };

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { World = World, RateLimit = settings, Latency = Latency }, cancellationToken);
        await using var engine = new PluginEngine(new EngineSettings
        {
            Database = database.EngineConnection,
            Address = simulator.BaseAddress,
            Token = simulator.Tokens.Owner,
            Window = settings.Window,
        });
        var keys = Enumerable.Range(1, pulls).Select(connection => new ConnectionKey(workspace, connection)).ToList();
        foreach (var key in keys)
            await database.AddAsync(key, cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = keys.Select(key => engine.PullAsync(key, enough.Token)).ToList();
        var admitted = await MeasureAsync(simulator, cancellationToken);
        var early = running.FirstOrDefault(pull => pull.IsCompleted);
        await enough.CancelAsync();
        await Task.WhenAll(running);
        if (early is not null)
            throw new MeasurementException($"A pull ended {(await early)?.State} before the windows were over: it did not want calls all the time.");
        return new LoadResult(settings, admitted, Windows * settings.Limit, simulator.Statistics.Refused, await JainAsync(cancellationToken));
    }

    /// <summary>Calls let through in whole windows: from the first call on, or from the next boundary where windows are aligned.</summary>
    private async Task<int> MeasureAsync(SimulatorHost simulator, CancellationToken cancellationToken)
    {
        while (simulator.Statistics.Calls == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        var before = 0;
        if (settings.Kind == WindowKind.Aligned)
        {
            // Calls are counted half the latency after the limiter decided on them.
            var intoWindow = TimeSpan.FromTicks((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks % settings.Window.Ticks);
            await Task.Delay(settings.Window - intoWindow + Latency / 2, TimeProvider.System, cancellationToken);
            before = Admitted(simulator);
        }

        await Task.Delay(Windows * settings.Window, TimeProvider.System, cancellationToken);
        return Admitted(simulator) - before;
    }

    private static int Admitted(SimulatorHost simulator)
    {
        var counted = simulator.Statistics.Read();
        return counted.Calls - counted.Refused;
    }

    private async Task<double> JainAsync(CancellationToken cancellationToken) => await database.ScalarAsync<double>(
        "SELECT (sum(calls) ^ 2 / (count(*) * sum(calls ^ 2)))::float8 FROM pulls.pulls WHERE workspace_id = $1", cancellationToken, (long)workspace);
}
