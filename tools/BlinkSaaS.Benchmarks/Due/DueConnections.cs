using System.Globalization;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Benchmarks.Ingest;
using BlinkSaaS.Pulls;

namespace BlinkSaaS.Benchmarks.Due;

/// <summary>
/// Many hourly connections in their steady state: one is made and pulled twice by the shipped engine, and every other has what those
/// two pulls left of it, its stream with its checkpoint and its walk, too.
/// </summary>
internal static class DueConnections
{
    private static readonly string[] Tables = ["pulls", "pull_streams", "streams", "stream_partitions", "walks"];

    /// <summary>Workspaces of a hundred connections, due evenly over the next hour.</summary>
    public static async Task FillAsync(Run run, OwnDatabase database, int connections, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        await PullFirstAsync(database, cancellationToken);
        foreach (var table in Tables)
        {
            var columns = await database.ScalarAsync<string>(
                """
                SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum) FROM pg_attribute
                WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('workspace_id', 'connection_id')
                """, cancellationToken, $"pulls.{table}");
            await FillAsync(database,
                $"""
                INSERT INTO pulls.{table} (workspace_id, connection_id, {columns}) SELECT i / 100 + 1, i % 100 + 1, {columns}
                FROM pulls.{table} CROSS JOIN generate_series(1, $1 - 1) i WHERE workspace_id = 1 AND connection_id = 1
                """, connections, cancellationToken);
        }

        // Schedules last: what becomes due while the rest is tidied up would be late before a worker is there.
        await FillAsync(database, "VACUUM ANALYZE pulls.pulls, pulls.pull_streams, pulls.streams, pulls.stream_partitions, pulls.walks", null, cancellationToken);
        await FillAsync(database,
            """
            INSERT INTO pulls.schedules (workspace_id, connection_id, interval_seconds, next_pull_at, next_number, fence)
            SELECT i / 100 + 1, i % 100 + 1, 3600, now() + (i * 7919::bigint % $1) * interval '1 hour' / $1, next_number, fence
            FROM pulls.schedules CROSS JOIN generate_series(0, $1 - 1) i
            ON CONFLICT (workspace_id, connection_id) DO UPDATE SET next_pull_at = excluded.next_pull_at
            """, connections, cancellationToken);
        await FillAsync(database, "ANALYZE pulls.schedules", null, cancellationToken);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{connections} connections made in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s, each with two pulls behind it"));
    }

    private static async Task PullFirstAsync(OwnDatabase database, CancellationToken cancellationToken)
    {
        var key = new ConnectionKey(1, 1);
        using var pulls = new MemoryPulls(database, new MemorySource(WorkerNode.Nothing));
        await database.AddAsync(key, cancellationToken);
        for (var pull = 0; pull < 2; pull++)
            await pulls.RunAsync(key, [], (0, 0, 0), cancellationToken);
    }

    private static async Task FillAsync(OwnDatabase database, string sql, int? connections, CancellationToken cancellationToken)
    {
        await using var command = connections is { } count ? database.Command(sql, count) : database.Command(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
