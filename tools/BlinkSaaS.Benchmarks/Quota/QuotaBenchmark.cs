using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>
/// Twenty pulls on one token, in two worker processes, in real time: each shape of window and limit side by side, a token each,
/// alone and beside another program that takes a third. The simulator counts.
/// </summary>
internal static class QuotaBenchmark
{
    private const int Pulls = 20;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var seconds = run.Quick ? 10 : 60;
        var windows = run.Quick ? 2 : 3;
        run.Note(string.Create(CultureInfo.InvariantCulture,
            $"{Pulls} pulls on each token in {QuotaWorkers.Processes} processes, latency {TokenUnderLoad.Latency.TotalMilliseconds:0} ms, {windows} windows of {seconds} s after one of learning"));
        if (run.Quick)
            run.Note("windows this short lose a larger share to the latency: no aim is stated for the share");
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        var figures = new List<Figure>();
        var workspace = 0;
        foreach (var scenes in run.Quick ? Quick() : Whole())
        {
            var loads = scenes.Select(scene => new TokenUnderLoad(database, ++workspace, Pulls, windows, run.Seed)
            {
                Others = scene.Others,
                Settings = new RateLimitSettings { Kind = scene.Kind, Limit = scene.Limit, Window = TimeSpan.FromSeconds(seconds) },
            }).ToList();
            foreach (var result in await RunAsync(database, loads, cancellationToken))
                figures.AddRange(Figures(result, aims: !run.Quick));
        }

        return figures;
    }

    private static async Task<LoadResult[]> RunAsync(OwnDatabase database, List<TokenUnderLoad> loads, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var load in loads)
                await load.PrepareAsync(cancellationToken);
            await using var workers = await QuotaWorkers.StartAsync(database, loads, cancellationToken);
            var results = await Task.WhenAll(loads.Select(load => load.MeasureAsync(cancellationToken)));
            workers.EnsureRunning();
            return results;
        }
        finally
        {
            foreach (var load in loads)
                await load.DisposeAsync();
        }
    }

    private static List<List<Scene>> Quick() =>
        [[.. Enum.GetValues<WindowKind>().Select(kind => new Scene(kind, 100, false)), new Scene(WindowKind.Fixed, 100, true)]];

    private static List<List<Scene>> Whole() =>
    [
        [.. from limit in (int[])[100, 1_000] from others in (bool[])[false, true] from kind in Enum.GetValues<WindowKind>() select new Scene(kind, limit, others)],
        [new Scene(WindowKind.Fixed, 10_000, false)],
        [new Scene(WindowKind.Sliding, 10_000, false)],
        [new Scene(WindowKind.Aligned, 10_000, true)],
    ];

    private static IEnumerable<Figure> Figures(LoadResult result, bool aims)
    {
        var name = $"{result.Settings.Kind.ToString().ToLowerInvariant()} {Figure.Text(result.Settings.Limit)}{(result.Others ? " beside a third" : "")}";
        var share = new Figure($"{name}: calls let through", result.Admitted, "calls").Beside(result.Available);
        yield return !aims ? share : share.WantsRatioAtLeast(result.Others || result.Settings.Kind == WindowKind.Sliding ? 0.95 : 0.98);
        yield return new Figure($"{name}: 429s of our making", result.OwnMaking, "calls").WantsExactly(0);
        if (result.Others)
        {
            yield return new Figure($"{name}: 429s that the other program causes", result.Refused - result.OwnMaking, "calls").Beside(result.Calls);
            yield return new Figure($"{name}: calls of the other program refused", result.OthersRefused, "calls").Beside(result.OthersCalls);
        }

        yield return new Figure($"{name}: Jain index of the pulls", result.Jain, "").WantsAtLeast(0.95);
        yield return new Figure($"{name}: {SmallPull.PersonsCalls} calls of a pull that a person asked for", result.Person.TotalSeconds, "s");
        yield return new Figure($"{name}: {SmallPull.DueCalls} calls of a small pull that was due", result.Due.TotalSeconds, "s");
    }

    private sealed record Scene(WindowKind Kind, int Limit, bool Others);
}
