using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using NpgsqlTypes;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>
/// The reference: the same rows, ready made, in one binary COPY and one commit into one table without an index. Nothing that
/// keeps them findable, unique or comparable.
/// </summary>
internal sealed class BareCopy(OwnDatabase database, StreamDescriptor stream, IEnumerable<RecordMessage> records)
{
    private readonly List<PreparedRecord> _rows = Prepare(stream, records);

    public static Task CreateTableAsync(OwnDatabase database, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        CREATE TABLE bare (workspace_id bigint, connection_id int, stream_id int, ordinal int, valid_from timestamptz, source_version bigint,
          key text COLLATE "C", hash uuid, cells jsonb, body json);
        DO $$ BEGIN
          IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
            ALTER TABLE bare ALTER COLUMN body SET COMPRESSION lz4;
          END IF;
        END $$;
        """, cancellationToken);

    /// <summary>Returns how long it took, commit included.</summary>
    public async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        await database.ExecuteAsync("TRUNCATE bare", cancellationToken);
        await database.ExecuteAsync("CHECKPOINT", cancellationToken);
        await using var connection = await database.Admin.OpenConnectionAsync(cancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using (var copy = await connection.BeginBinaryImportAsync("COPY bare FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            for (var i = 0; i < _rows.Count; i++)
            {
                var row = _rows[i];
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(1, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(1, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(i, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(row.Version ?? 0, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(row.Key, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(row.Hash, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(row.Cells, NpgsqlDbType.Jsonb, cancellationToken);
                await copy.WriteAsync(row.Body, NpgsqlDbType.Json, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        return TimeProvider.System.GetElapsedTime(began);
    }

    private static List<PreparedRecord> Prepare(StreamDescriptor stream, IEnumerable<RecordMessage> records)
    {
        var batch = new RecordBatch(stream);
        foreach (var record in records)
            batch.Add(record);
        return [.. batch.Records];
    }
}
