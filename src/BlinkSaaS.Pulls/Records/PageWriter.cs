using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Records;

/// <summary>What one commit did.</summary>
internal readonly record struct PageCounts(int New, int Changed, int Unchanged, int Deleted);

/// <summary>Where a partition's records go.</summary>
internal sealed record PartitionTarget(ClaimedPull Pull, int StreamId, string StreamName, string Partition)
{
    /// <summary>The walk through the whole stream that the read is a part of; null where only what changed is read.</summary>
    public Walk? Walk { get; init; }

    /// <summary>Whether unchanged records get their cells anew, because the stream's columns changed.</summary>
    public bool Recell { get; init; }
}

/// <summary>
/// Writes what was read: records, checkpoint, counters and the check of the fence in one transaction of four round trips. The
/// stream's row lock makes partitions of a stream take turns: no unique violations, no deadlocks, no ordinal twice.
/// </summary>
internal sealed class PageWriter(NpgsqlDataSource engine)
{
    private const string Prefilter =
        """
        SELECT k.n::int, r.ordinal, r.hash, r.valid_from, r.source_version FROM unnest($4::text[]) WITH ORDINALITY k(key, n)
        CROSS JOIN LATERAL (
          SELECT r.ordinal, r.hash, r.valid_from, r.source_version FROM pulls.records r
          WHERE r.workspace_id = $1 AND r.connection_id = $2 AND r.stream_id = $3 AND r.key = k.key LIMIT 1) r
        """;

    /// <exception cref="LeaseLostException">Another worker holds the pull: nothing was written.</exception>
    public async Task<PageCounts> WriteAsync(PartitionTarget target, RecordBatch batch, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.OpenAsync(engine, cancellationToken);
        var plan = await PlanAsync(work, target, batch, cancellationToken);
        await CopyNewAsync(work, target, plan, cancellationToken);
        await CopyBodiesAsync(work, target, plan, cancellationToken);
        await FinishAsync(work, target, batch, plan, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return plan.Counts;
    }

    private static async Task<PagePlan> PlanAsync(FencedWork work, PartitionTarget target, RecordBatch page, CancellationToken cancellationToken)
    {
        var (key, fence) = (target.Pull.Key, target.Pull.Fence);
        string[] keys = [.. page.Keys];
        await using var batch = work.Batch();
        batch.Add(FencedWork.Settings);
        batch.Add(FencedWork.Fence).With(key).With(fence);
        batch.Add(
            """
            SELECT next_ordinal, greatest(clock_timestamp(), latest + interval '1 microsecond') FROM pulls.streams
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 FOR UPDATE
            """).With(key).With(target.StreamId);
        batch.Add(
            """
            SELECT 1 FROM pulls.stream_partitions
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND partition = $4 AND fence = $5 FOR UPDATE
            """).With(key).With(target.StreamId).With(target.Partition).With(fence);

        // READ COMMITTED: this statement's snapshot is taken after the lock of the stream's row.
        batch.Add(Prefilter).With(key).With(target.StreamId).With(keys);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await NeedRowAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await NeedRowAsync(reader, cancellationToken);
        var plan = new PagePlan(reader.GetInt32(0), reader.GetDateTime(1));
        await reader.NextResultAsync(cancellationToken);
        await NeedRowAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var stored = new Dictionary<string, StoredRecord>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored[keys[reader.GetInt32(0) - 1]] =
                new StoredRecord(reader.GetInt32(1), reader.GetGuid(2), reader.GetDateTime(3), reader.Nullable<long>(4));
        }

        plan.Sort(page, stored);
        return plan;
    }

    private static async Task NeedRowAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            throw new LeaseLostException();
    }

    private static async Task CopyNewAsync(FencedWork work, PartitionTarget target, PagePlan plan, CancellationToken cancellationToken)
    {
        if (plan.New.Count == 0)
            return;
        await using var copy = await work.Connection.BeginBinaryImportAsync(
            """
            COPY pulls.records (workspace_id, connection_id, stream_id, ordinal, valid_from, source_version, key, hash, cells)
            FROM STDIN (FORMAT BINARY)
            """, cancellationToken);
        foreach (var row in plan.New)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(target.Pull.Key.WorkspaceId, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(target.Pull.Key.ConnectionId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(target.StreamId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.Ordinal, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.ValidFrom, NpgsqlDbType.TimestampTz, cancellationToken);
            if (row.Record.Version is { } version)
                await copy.WriteAsync(version, NpgsqlDbType.Bigint, cancellationToken);
            else
                await copy.WriteNullAsync(cancellationToken);
            await copy.WriteAsync(row.Record.Key, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Record.Hash, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(row.Record.Cells, NpgsqlDbType.Jsonb, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyBodiesAsync(FencedWork work, PartitionTarget target, PagePlan plan, CancellationToken cancellationToken)
    {
        if (plan.New.Count + plan.Changed.Count == 0)
            return;
        await using var copy = await work.Connection.BeginBinaryImportAsync(
            "COPY pulls.record_bodies (workspace_id, connection_id, stream_id, ordinal, valid_from, body) FROM STDIN (FORMAT BINARY)",
            cancellationToken);
        foreach (var row in plan.New.Concat(plan.Changed))
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(target.Pull.Key.WorkspaceId, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(target.Pull.Key.ConnectionId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(target.StreamId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.Ordinal, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.ValidFrom, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(row.Record.Body, NpgsqlDbType.Json, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task FinishAsync(
        FencedWork work, PartitionTarget target, RecordBatch page, PagePlan plan, CancellationToken cancellationToken)
    {
        await using var batch = work.Batch();
        PageStatements.Changed(batch, target, plan);
        PageStatements.Deleted(batch, target, plan);
        PageStatements.Recell(batch, target, plan);
        PageStatements.Seen(batch, target, plan);
        PageStatements.Stream(batch, target, page, plan);
        var partition = PageStatements.Partition(batch, target, page);
        PageStatements.Counters(batch, target, page, plan.Counts);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (partition.RecordsAffected != 1)
            throw new LeaseLostException();
    }
}
