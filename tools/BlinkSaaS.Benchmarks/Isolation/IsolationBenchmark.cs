using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using BlinkSaaS.Sources.Hosting.Sandboxing;

namespace BlinkSaaS.Benchmarks.Isolation;

/// <summary>
/// What a process of its own costs a plugin: the same plugin pulls the same rows into PostgreSQL, in the host's process and in one
/// of its own, in turns. Beside it the reading alone, where the pipe is most of what there is to do.
/// </summary>
internal static class IsolationBenchmark
{
    private const long Workspace = 1;
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var (rounds, pulled, read) = run.Quick ? (3, 200, 300) : (7, 1_000, 3_000);
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await using var endpoint = await RowsEndpoint.StartAsync(cancellationToken);
        run.Note(string.Create(CultureInfo.InvariantCulture,
            $"rows of {RowsEndpoint.BytesInRow} bytes, {RowsEndpoint.RowsInPage} in a page; {pulled * RowsEndpoint.RowsInPage} a pull, {read * RowsEndpoint.RowsInPage} where they are only read; {rounds} rounds; the endpoint is in the host's process"));
        var (inside, insideLoaded) = Load(database, endpoint, sandboxed: false);
        var (outside, outsideLoaded) = Load(database, endpoint, sandboxed: true);
        await using var _ = inside;
        await using var __ = outside;
        endpoint.Pages = pulled;
        var last = 0;
        var pulls = await InTurnsAsync(rounds, outside, inside, plugin => PullAsync(database, endpoint, plugin, ++last, cancellationToken));
        endpoint.Pages = read;
        var readings = await InTurnsAsync(rounds, outside, inside, plugin => ReadAsync(endpoint, plugin, cancellationToken));
        return
        [
            Compared(pulls, "isolation: rows a second pulled, out of process beside in process", "rows/s", reading => reading.PerSecond).WantsRatioAtLeast(0.8),
            Compared(readings, "isolation: rows a second read and dropped", "rows/s", reading => reading.PerSecond),
            Compared(readings, "isolation: from opening a pull to its first row", "ms", reading => reading.First.TotalMilliseconds),
            Compared(readings, "isolation: most memory while reading, host and plugin together", "MB", reading => reading.Memory / 1048576.0),
            new Figure("isolation: loading the plugin, the probe of the machine included", outsideLoaded.TotalMilliseconds, "ms").Beside(insideLoaded.TotalMilliseconds),
        ];
    }

    private static (OnePlugin Plugin, TimeSpan Took) Load(OwnDatabase database, RowsEndpoint endpoint, bool sandboxed)
    {
        var began = TimeProvider.System.GetTimestamp();
        var plugin = OnePlugin.Load(database, endpoint.Address, sandboxed);
        return (plugin, TimeProvider.System.GetElapsedTime(began));
    }

    private static async Task<List<(Reading Outside, Reading Inside)>> InTurnsAsync(int rounds, OnePlugin outside, OnePlugin inside, Func<OnePlugin, Task<Reading>> measure)
    {
        var pairs = new List<(Reading, Reading)>();
        for (var round = -1; round < rounds; round++)
        {
            var pair = (await measure(outside), await measure(inside));
            if (round >= 0) // the first warms up
                pairs.Add(pair);
        }

        return pairs;
    }

    private static async Task<Reading> PullAsync(OwnDatabase database, RowsEndpoint endpoint, OnePlugin plugin, int number, CancellationToken cancellationToken)
    {
        var key = new ConnectionKey(Workspace, number);
        await database.AddAsync(key, cancellationToken);
        await database.ExecuteAsync("CHECKPOINT", cancellationToken); // what the pull before left to write is not this one's
        var began = TimeProvider.System.GetTimestamp();
        await plugin.PullAsync(key, cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var rows = await database.ScalarAsync<long>("SELECT count(*) FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2", cancellationToken, Workspace, number);
        return rows == endpoint.Rows ? new Reading(rows / elapsed.TotalSeconds, default, 0) : throw new MeasurementException($"{rows} rows were stored.");
    }

    private static async Task<Reading> ReadAsync(RowsEndpoint endpoint, OnePlugin plugin, CancellationToken cancellationToken)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var most = 0L;
        await using var sampling = TimeProvider.System.CreateTimer(_ => most = Math.Max(most, ResidentMemory.Of(process)), null, s_every, s_every);
        var began = TimeProvider.System.GetTimestamp();
        var (rows, first) = await plugin.ReadAsync(cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        return rows == endpoint.Rows ? new Reading(rows / elapsed.TotalSeconds, first, most) : throw new MeasurementException($"{rows} rows came.");
    }

    private static Figure Compared(List<(Reading Outside, Reading Inside)> pairs, string name, string unit, Func<Reading, double> of) =>
        new(name, Median(pairs.Select(pair => of(pair.Outside))), unit)
        {
            Reference = Median(pairs.Select(pair => of(pair.Inside))),
            Ratio = Median(pairs.Select(pair => of(pair.Outside) / of(pair.Inside))),
        };

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private sealed record Reading(double PerSecond, TimeSpan First, long Memory);
}
