using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Records;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>Removing a connection with all its records, as the shipped job does it: paced, a commit for each 5,000.</summary>
internal static class PurgeBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var rows = run.Quick ? 50_000 : 1_000_000;
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        var key = new ConnectionKey(1, 1);
        await FillAsync(database, key, rows, cancellationToken);
        await FillAsync(database, new ConnectionKey(1, 2), rows / 10, cancellationToken);
        await database.ExecuteAsync("CHECKPOINT", cancellationToken);

        var began = TimeProvider.System.GetTimestamp();
        await new ConnectionPurge(database.Engine, TimeProvider.System).RunAsync(key, cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(began);

        var left = await database.ScalarAsync<long>("SELECT count(*) FROM pulls.records WHERE workspace_id = 1 AND connection_id = 1", cancellationToken);
        var others = await database.ScalarAsync<long>("SELECT count(*) FROM pulls.records WHERE workspace_id = 1 AND connection_id = 2", cancellationToken);
        if (left != 0 || others != rows / 10)
            throw new MeasurementException(string.Create(CultureInfo.InvariantCulture, $"The purge left {left} records, and of another connection {others} of {rows / 10}."));
        var minutes = took.TotalMinutes * 10_000_000 / rows;
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} records of 2 KB, a tenth of them with an older version; resting as long as it works"));
        return
        [
            new Figure("records removed", rows / took.TotalSeconds, "rows/s"),
            new Figure("10,000,000 records, extrapolated", minutes, "min") { Aim = "<= 10", Met = minutes <= 10 },
        ];
    }

    private static async Task FillAsync(OwnDatabase database, ConnectionKey key, int rows, CancellationToken cancellationToken)
    {
        await database.AddAsync(key, cancellationToken);
        await database.ExecuteAsync(
            """
            INSERT INTO pulls.streams (workspace_id, connection_id, stream_id, name, title, description, position, columns, next_ordinal, live)
            VALUES ($1, $2, 1, 'tasks', 'Tasks', '', 1, '[]', $3 + 1, $3)
            """, cancellationToken, key.WorkspaceId, key.ConnectionId, rows);
        await database.ExecuteAsync(
            """
            INSERT INTO pulls.records (workspace_id, connection_id, stream_id, ordinal, valid_from, key, hash, cells)
            SELECT $1, $2, 1, n, '2026-01-02', 'record-' || n, gen_random_uuid(), jsonb_build_object('name', 'Record ' || n, 'number', n, 'text', repeat('y', 150))
            FROM generate_series(1, $3) n
            """, cancellationToken, key.WorkspaceId, key.ConnectionId, rows);
        await database.ExecuteAsync(
            """
            INSERT INTO pulls.record_bodies (workspace_id, connection_id, stream_id, ordinal, valid_from, body)
            SELECT $1, $2, 1, n, moment::timestamptz, json_build_object('number', n, 'text', repeat(md5(n::text), 60))
            FROM generate_series(1, $3) n CROSS JOIN (VALUES ('2026-01-02'), ('2026-01-01')) moments(moment) WHERE moment = '2026-01-02' OR n % 10 = 0
            """, cancellationToken, key.WorkspaceId, key.ConnectionId, rows);
        await database.ExecuteAsync(
            """
            INSERT INTO pulls.record_versions (workspace_id, connection_id, stream_id, key, valid_from, valid_to, ordinal, change, hash, cells)
            SELECT $1, $2, 1, 'record-' || n, '2026-01-01', '2026-01-02', n, 0, gen_random_uuid(), jsonb_build_object('name', 'Record ' || n, 'number', n)
            FROM generate_series(10, $3, 10) n
            """, cancellationToken, key.WorkspaceId, key.ConnectionId, rows);
    }
}
