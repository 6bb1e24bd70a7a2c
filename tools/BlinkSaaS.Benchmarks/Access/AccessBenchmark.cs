using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;

namespace BlinkSaaS.Benchmarks.Access;

/// <summary>
/// What the rule costs: requests a second of the connections page and of a connection's own, with filter and row-level security,
/// beside the same pages without both. The person sees everything, so that both sides show the same; they take turns.
/// </summary>
internal static class AccessBenchmark
{
    private const int AtOnce = 4;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var (rounds, time) = run.Quick ? (3, TimeSpan.FromSeconds(2)) : (7, TimeSpan.FromSeconds(5));
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        var place = await SharedWorkspace.MakeAsync(database, cancellationToken);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{SharedWorkspace.Connections} connections seen, {SharedWorkspace.Members} members; {AtOnce} requests at once, {rounds} rounds of {time.TotalSeconds:0} s a side, in process"));
        await using var guarded = new MeasuredHost(database.AdminConnection, OwnDatabase.Key, guarded: true);
        await using var bare = new MeasuredHost(database.AdminConnection, OwnDatabase.Key, guarded: false);
        foreach (var host in new[] { guarded, bare })
            await host.SignInAsync(SharedWorkspace.Email, SharedWorkspace.Password, cancellationToken);
        var figures = new List<Figure>
        {
            (await CompareAsync("connections page", place.Listing)).WantsRatioAtLeast(0.7),
            await CompareAsync("a connection's page", place.Details),
        };
        return figures;

        async Task<Figure> CompareAsync(string name, string url)
        {
            var pairs = new List<(double With, double Without)>();
            for (var round = -1; round < rounds; round++)
            {
                await SharedWorkspace.GuardAsync(database, on: true, cancellationToken);
                var with = await RateAsync(guarded, url, place.Name, time, cancellationToken);
                await SharedWorkspace.GuardAsync(database, on: false, cancellationToken);
                var without = await RateAsync(bare, url, place.Name, time, cancellationToken);
                if (round >= 0) // the first warms up
                    pairs.Add((with, without));
            }

            return new Figure($"{name} with the rule and row-level security", Median(pairs.Select(p => p.With)), "requests/s")
            {
                Reference = Median(pairs.Select(p => p.Without)),
                Ratio = Median(pairs.Select(p => p.With / p.Without)),
            };
        }
    }

    private static async Task<double> RateAsync(MeasuredHost host, string url, string holds, TimeSpan time, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            var count = 0;
            for (; TimeProvider.System.GetElapsedTime(began) < time; count++)
                await host.OpenAsync(url, holds, cancellationToken);
            return count;
        }));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
