using System.Globalization;
using System.Runtime;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>
/// What a worker's memory does during one long pull. The worker is this process, warmed up by a short pull of the same kind and
/// idle when the measurement begins; the database is another process and not counted.
/// </summary>
internal static class MemoryBenchmark
{
    /// <summary>A rise of less than this is no leak that anybody would ever see: a few hundred GC allocations' worth.</summary>
    private const double Nothing = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var rows = run.Quick ? 60_000 : 1_000_000;
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        using var pulls = new MemoryPulls(database, new MemorySource(MadeUpRecords.Stream));
        await PullAsync(database, pulls, new ConnectionKey(1, 1), 5_000, cancellationToken);
        var idle = MemoryCurve.Idle();
        run.Note(string.Create(CultureInfo.InvariantCulture,
            $"{rows:#,0} records of 1 KB in one pull, 100 a page; {(GCSettings.IsServerGC ? "server" : "workstation")} collector; idle {idle:0} MB"));

        var curve = new MemoryCurve();
        await curve.WhileAsync(PullAsync(database, pulls, new ConnectionKey(1, 2), rows, cancellationToken), cancellationToken);

        var (rise, noise) = curve.Slope();
        var above = curve.Peak - idle;
        return
        [
            new Figure("peak above the idle worker", above, "MB") { Reference = idle, Ratio = curve.Peak / idle, Aim = "<= 80", Met = above <= 80 },
            new Figure("rise over the pull after its first quarter", rise, "MB")
            {
                Reference = noise,
                Aim = string.Create(CultureInfo.InvariantCulture, $"0 within noise (the reference, or {Nothing:0} MB)"),
                Met = rise <= Math.Max(noise, Nothing),
            },
        ];
    }

    private static async Task PullAsync(OwnDatabase database, MemoryPulls pulls, ConnectionKey key, int rows, CancellationToken cancellationToken)
    {
        await database.AddAsync(key, cancellationToken);
        await pulls.RunAsync(key, new MadeUpRecords(rows), (rows, 0, 0), cancellationToken);
    }
}
