using System.Globalization;
using BlinkSaaS.Benchmarks.Due;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;

namespace BlinkSaaS.Benchmarks.Pages;

/// <summary>
/// The connections page, asked for by eight people at once: first while nothing else runs, then while a worker on the same
/// machine and database has more pulls to do than it can.
/// </summary>
internal static class WebBenchmark
{
    private const int Backlog = 500_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromSeconds(run.Quick ? 8 : 60);
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await using var program = await WebProgram.StartAsync(database, cancellationToken);
        await using var visitors = await Visitors.SignInAsync(program, cancellationToken);
        await visitors.LookAsync(time / 4, cancellationToken);
        var idle = await visitors.LookAsync(time, cancellationToken);

        await MakeBacklogAsync(database, run.Quick ? Backlog / 10 : Backlog, cancellationToken);
        await using var node = await WorkerNode.StartAsync(database, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        var before = await LeftAsync(database, cancellationToken);
        var busy = await visitors.LookAsync(time, cancellationToken);
        var left = await LeftAsync(database, cancellationToken);
        if (left == 0)
            throw new MeasurementException("The worker had done everything before the pages were measured.");
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{visitors.Page}; {(before - left) / time.TotalSeconds:0} pulls a second ran beside it"));
        return
        [
            new Figure("web: pages a second beside busy workers", busy.PerSecond, "pages").Beside(idle.PerSecond),
            new Figure("web: p99 beside busy workers", busy.P99, "ms").Beside(idle.P99),
            new Figure("web: answers that were no page", busy.Wrong + idle.Wrong, "answers").WantsExactly(0),
        ];
    }

    /// <summary>Due connections of other workspaces.</summary>
    private static async Task MakeBacklogAsync(OwnDatabase database, int connections, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            INSERT INTO pulls.schedules (workspace_id, connection_id, interval_seconds, next_pull_at)
              SELECT 1000000 + i / 100, i % 100 + 1, 3600, now() FROM generate_series(0, $1 - 1) i
            """, connections);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await database.ExecuteAsync("ANALYZE pulls.schedules", cancellationToken);
    }

    private static Task<long> LeftAsync(OwnDatabase database, CancellationToken cancellationToken) => database.ScalarAsync<long>(
        "SELECT count(*) FROM pulls.schedules WHERE lease_until IS NULL AND next_pull_at <= now()", cancellationToken);
}
