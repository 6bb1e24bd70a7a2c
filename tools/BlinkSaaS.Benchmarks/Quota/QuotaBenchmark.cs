using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>
/// Many pulls on one token, in real time, for each shape of window side by side. One process: budgets are not shared between
/// processes yet, so nothing is said about that here.
/// </summary>
internal static class QuotaBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var seconds = run.Quick ? 10 : 60;
        var pulls = run.Quick ? 10 : 20;
        int[] limits = run.Quick ? [100] : [100, 1_000];
        run.Note(string.Create(CultureInfo.InvariantCulture,
            $"{pulls} pulls on one token, one process (budgets shared between processes come with a later version), windows of {seconds} s, 3 of them, latency {TokenUnderLoad.Latency.TotalMilliseconds:0} ms"));
        if (run.Quick)
            run.Note("windows this short lose a larger share at each change of window: no aim is stated for the share");
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        var loads = limits.SelectMany(limit => Enum.GetValues<WindowKind>().Select(kind => (Limit: limit, Kind: kind)))
            .Select((load, i) => new TokenUnderLoad(database, i + 1, new RateLimitSettings { Kind = load.Kind, Limit = load.Limit, Window = TimeSpan.FromSeconds(seconds) }, pulls, run.Seed))
            .ToList();
        var results = await Task.WhenAll(loads.Select(load => load.RunAsync(cancellationToken)));
        return [.. results.SelectMany(result => Figures(result, aims: !run.Quick))];
    }

    private static IEnumerable<Figure> Figures(LoadResult result, bool aims)
    {
        var name = $"{result.Settings.Kind.ToString().ToLowerInvariant()}, limit {result.Settings.Limit}";
        var share = new Figure($"{name}: calls that went through", result.Admitted, "calls").Beside(result.Available);
        yield return aims ? share.WantsRatioAtLeast(result.Settings.Kind == WindowKind.Sliding ? 0.95 : 0.98) : share;
        yield return new Figure($"{name}: 429s", result.Refused, "calls").WantsExactly(0);
        yield return new Figure($"{name}: Jain index of the pulls", result.Jain, "").WantsAtLeast(0.95);
    }
}
