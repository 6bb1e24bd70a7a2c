using System.Globalization;
using System.Text;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>
/// Rows from decoded records in memory to commit, through whole pulls of the shipped engine. Every round measures the bare
/// COPY before and after, so that what the neighbours do to the machine falls on both.
/// </summary>
internal static class IngestBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var (rows, rounds) = run.Quick ? (6_000, 3) : (30_000, 7);
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        var (stream, records) = await ReadWorldAsync(run, database, rows, cancellationToken);
        run.Note(string.Create(CultureInfo.InvariantCulture,
            $"{rows:#,0} tasks as the ClickUp plugin decodes them, {records.Average(record => record.Raw.Length):0} bytes each; {rounds} rounds after one to warm up; medians"));
        await BareCopy.CreateTableAsync(database, cancellationToken);
        var bare = new BareCopy(database, stream, records);
        using var pulls = new MemoryPulls(database, new MemorySource(stream));
        var changed = Change(records);
        var measured = new List<Round>();
        for (var number = 0; number <= rounds; number++)
        {
            var round = await RoundAsync(number + 1, database, bare, pulls, records, changed, cancellationToken);
            if (number > 0)
                measured.Add(round);
        }

        var written = await WrittenForUnchangedAsync(database, pulls, new ConnectionKey(1, rounds + 1), changed, cancellationToken);
        return
        [
            Rate("new rows", rows, measured, round => round.New).WantsRatioAtLeast(0.6),
            FastEnough(Rate("unchanged rows", rows, measured, round => round.Unchanged)),
            Rate("rows, 10 % changed", rows, measured, round => round.Changed),
            new Figure("rows written for unchanged", written, "rows").Beside(rows).WantsExactly(0),
        ];
    }

    private static async Task<(StreamDescriptor, IReadOnlyList<RecordMessage>)> ReadWorldAsync(
        Run run, OwnDatabase database, int rows, CancellationToken cancellationToken)
    {
        await using var simulator = await WorldRecords.SimulatorAsync(rows, run.Seed, cancellationToken);
        await using var engine = new PluginEngine(
            new EngineSettings { Database = database.EngineConnection, Address = simulator.BaseAddress, Token = simulator.Tokens.Owner });
        return await WorldRecords.TasksAsync(engine, rows, cancellationToken);
    }

    /// <summary>Every tenth record has one more property: the same size within a per cent, and another hash.</summary>
    private static List<RecordMessage> Change(IReadOnlyList<RecordMessage> records) =>
    [
        .. records.Select((record, i) => i % 10 != 0
            ? record
            : record with { Raw = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(record.Raw.Span[..^1]) + ",\"touched\":true}") }),
    ];

    private static async Task<Round> RoundAsync(
        int connection, OwnDatabase database, BareCopy bare, MemoryPulls pulls,
        IReadOnlyList<RecordMessage> records, IReadOnlyList<RecordMessage> changed, CancellationToken cancellationToken)
    {
        var key = new ConnectionKey(1, connection);
        await database.AddAsync(key, cancellationToken);
        var before = await bare.RunAsync(cancellationToken);
        var first = await pulls.RunAsync(key, records, (records.Count, 0, 0), cancellationToken);
        var again = await pulls.RunAsync(key, records, (0, 0, records.Count), cancellationToken);
        var tenth = records.Count / 10;
        var tenthChanged = await pulls.RunAsync(key, changed, (0, tenth, records.Count - tenth), cancellationToken);
        var after = await bare.RunAsync(cancellationToken);
        return new Round((before + after) / 2, first, again, tenthChanged);
    }

    private static Figure Rate(string name, int rows, List<Round> rounds, Func<Round, TimeSpan> time) => new(name, rows / Median(rounds.Select(round => time(round).TotalSeconds)), "rows/s")
    {
        Reference = rows / Median(rounds.Select(round => round.Bare.TotalSeconds)),
        Ratio = Median(rounds.Select(round => round.Bare / time(round))),
    };

    private static Figure FastEnough(Figure unchanged) => unchanged with
    {
        Aim = ">= 80,000 rows/s or ratio >= 1.5",
        Met = unchanged.Value >= 80_000 || unchanged.Ratio >= 1.5,
    };

    /// <summary>As the server counts them in the two tables of records.</summary>
    private static async Task<long> WrittenForUnchangedAsync(
        OwnDatabase database, MemoryPulls pulls, ConnectionKey key, List<RecordMessage> records, CancellationToken cancellationToken)
    {
        var before = await pulls.RowsWrittenAsync(cancellationToken);
        if (before < 2 * records.Count)
            throw new MeasurementException("The server does not count written rows (track_counts is off): nothing can be said about unchanged ones.");
        await pulls.RunAsync(key, records, (0, 0, records.Count), cancellationToken);
        return await pulls.RowsWrittenAsync(cancellationToken) - before;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Round(TimeSpan Bare, TimeSpan New, TimeSpan Unchanged, TimeSpan Changed);
}
