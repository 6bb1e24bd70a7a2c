using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Sources.Hosting.Sandboxing;

namespace BlinkSaaS.Benchmarks.Isolation;

/// <summary>
/// What a process of its own costs a plugin: the same plugin reads the same rows through the host's client, in the host's process
/// and in one of its own, in turns. Rows count when the host has them.
/// </summary>
internal static class IsolationBenchmark
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var (rounds, pages) = run.Quick ? (3, 300) : (7, 3_000);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"rows of {RowsEndpoint.BytesInRow} bytes, {RowsEndpoint.RowsInPage} in a page, {pages * RowsEndpoint.RowsInPage} in a pull; {rounds} rounds; the endpoint runs in the host's process"));
        await using var endpoint = await RowsEndpoint.StartAsync(pages, cancellationToken);
        var loading = TimeProvider.System.GetTimestamp();
        await using var inside = OnePlugin.Load(endpoint.Address, sandboxed: false);
        var insideLoaded = TimeProvider.System.GetElapsedTime(loading);
        loading = TimeProvider.System.GetTimestamp();
        await using var outside = OnePlugin.Load(endpoint.Address, sandboxed: true);
        var outsideLoaded = TimeProvider.System.GetElapsedTime(loading);
        var measured = new List<(Reading Outside, Reading Inside)>();
        for (var round = -1; round < rounds; round++)
        {
            var pair = (await ReadAsync(outside, pages, cancellationToken), await ReadAsync(inside, pages, cancellationToken));
            if (round >= 0) // the first warms up
                measured.Add(pair);
        }

        return
        [
            Compared("isolation: rows a second, out of process beside in process", "rows/s", reading => reading.PerSecond).WantsRatioAtLeast(0.8),
            Compared("isolation: from opening a pull to its first row", "ms", reading => reading.First.TotalMilliseconds),
            Compared("isolation: most memory during a pull, host and plugin together", "MB", reading => reading.Memory / 1048576.0),
            new Figure("isolation: loading the plugin, the probe of the machine included", outsideLoaded.TotalMilliseconds, "ms").Beside(insideLoaded.TotalMilliseconds),
        ];

        Figure Compared(string name, string unit, Func<Reading, double> of) => new(name, Median(measured.Select(pair => of(pair.Outside))), unit)
        {
            Reference = Median(measured.Select(pair => of(pair.Inside))),
            Ratio = Median(measured.Select(pair => of(pair.Outside) / of(pair.Inside))),
        };
    }

    private static async Task<Reading> ReadAsync(OnePlugin plugin, int pages, CancellationToken cancellationToken)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var most = 0L;
        await using var sampling = TimeProvider.System.CreateTimer(_ => most = Math.Max(most, ResidentMemory.Of(process)), null, s_every, s_every);
        var began = TimeProvider.System.GetTimestamp();
        var (rows, first) = await plugin.ReadAsync(cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        if (rows != pages * RowsEndpoint.RowsInPage)
            throw new MeasurementException($"{rows} rows came.");
        return new Reading(rows / elapsed.TotalSeconds, first, most);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private sealed record Reading(double PerSecond, TimeSpan First, long Memory);
}
