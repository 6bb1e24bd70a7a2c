using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Records;

/// <summary>The statements of a page's last round trip.</summary>
internal static class PageStatements
{
    /// <summary>
    /// The old version is closed, the new one takes its place in the table of what is current; both bodies stay. Each row is
    /// found by its key, one after the other: joined with a stream that has no statistics yet, the planner reads the whole
    /// stream for every page. The stream's row is locked, so a place that was found stays the row's.
    /// </summary>
    public static void Changed(NpgsqlBatch batch, PartitionTarget target, PagePlan plan)
    {
        if (plan.Changed.Count == 0)
            return;
        Close(batch, target, [.. plan.Changed.Select(row => row.Record.Key)], [.. plan.Changed.Select(row => row.ValidFrom)], deleted: false);
        batch.Add(
            """
            UPDATE pulls.records r SET hash = c.hash, cells = c.cells::jsonb, valid_from = c.valid_from, source_version = c.source_version
            FROM unnest($4::text[], $5::uuid[], $6::text[], $7::timestamptz[], $8::bigint[]) c(key, hash, cells, valid_from, source_version)
            CROSS JOIN LATERAL (SELECT ctid AS place FROM pulls.records
              WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = c.key LIMIT 1) found
            WHERE r.ctid = found.place
            """).With(target.Pull.Key).With(target.StreamId)
            .With(plan.Changed.Select(row => row.Record.Key).ToArray())
            .With(plan.Changed.Select(row => row.Record.Hash).ToArray())
            .With(plan.Changed.Select(row => Encoding.UTF8.GetString(row.Record.Cells)).ToArray())
            .With(plan.Changed.Select(row => row.ValidFrom).ToArray())
            .With(plan.Changed.Select(row => row.Record.Version).ToArray());
    }

    public static void Deleted(NpgsqlBatch batch, PartitionTarget target, PagePlan plan)
    {
        if (plan.Deleted.Count == 0)
            return;
        Close(batch, target, [.. plan.Deleted], [.. Enumerable.Repeat(plan.Now, plan.Deleted.Count)], deleted: true);
        batch.Add("DELETE FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = ANY ($4)")
            .With(target.Pull.Key).With(target.StreamId).With(plan.Deleted.ToArray());
    }

    /// <summary>
    /// The stream's columns changed, and with them what a record's cells are: unchanged records get theirs anew, without a
    /// version, since nothing about the record changed. Cells that are the same already are not written.
    /// </summary>
    public static void Recell(NpgsqlBatch batch, PartitionTarget target, PagePlan plan)
    {
        if (!target.Recell || plan.Same.Count == 0)
            return;
        batch.Add(
            """
            UPDATE pulls.records r SET cells = c.cells::jsonb FROM unnest($4::text[], $5::text[]) c(key, cells)
            CROSS JOIN LATERAL (SELECT ctid AS place, cells FROM pulls.records
              WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = c.key LIMIT 1) found
            WHERE r.ctid = found.place AND found.cells IS DISTINCT FROM c.cells::jsonb
            """).With(target.Pull.Key).With(target.StreamId)
            .With(plan.Same.Select(record => record.Key).ToArray())
            .With(plan.Same.Select(record => Encoding.UTF8.GetString(record.Cells)).ToArray());
    }

    /// <summary>The marks of what the walk saw: only of records that were there when it began, others cannot be missing.</summary>
    public static void Seen(NpgsqlBatch batch, PartitionTarget target, PagePlan plan)
    {
        if (target.Walk is not { } walk || plan.Seen.FindAll(ordinal => ordinal < walk.BelowOrdinal) is not { Count: > 0 } seen)
            return;
        batch.Add(
            """
            WITH page AS (
              UPDATE pulls.stream_partitions SET seq = seq + 1
              WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND partition = $4 AND fence = $5 RETURNING seq)
            INSERT INTO pulls.walk_seen (workspace_id, connection_id, stream_id, walk_id, partition, seq, ordinals)
            SELECT $1, $2, $3, $6, $4, page.seq, $7 FROM page
            """).With(target.Pull.Key).With(target.StreamId).With(target.Partition).With(target.Pull.Fence)
            .With(walk.Id).With(OrdinalRuns.Encode(seen));
    }

    public static void Stream(NpgsqlBatch batch, PartitionTarget target, RecordBatch page, PagePlan plan)
    {
        // Before the columns are: what they lack is news.
        StreamDrift.Keep(batch, target.Pull, target.StreamId, page.Drift);
        if (page.NewColumns.Count > 0)
        {
            // A column that the source named anew is renamed; one that was only met in a record has no other name than its own.
            batch.Add(
                """
                UPDATE pulls.streams s SET columns = merged.columns,
                  recell = s.recell OR (s.live > 0 AND jsonb_array_length(merged.columns) > jsonb_array_length(s.columns))
                FROM (
                  SELECT (SELECT coalesce(jsonb_agg(CASE WHEN n.value IS NULL OR n.value ->> 'title' = n.value ->> 'name' THEN c.value
                            ELSE c.value || jsonb_build_object('title', n.value -> 'title') END ORDER BY c.ordinality), '[]')
                          FROM jsonb_array_elements(o.columns) WITH ORDINALITY c
                          LEFT JOIN jsonb_array_elements($4::jsonb) n ON n.value ->> 'name' = c.value ->> 'name')
                      || (SELECT coalesce(jsonb_agg(n.value), '[]') FROM jsonb_array_elements($4::jsonb) n
                          WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(o.columns) c WHERE c.value ->> 'name' = n.value ->> 'name')) AS columns
                  FROM pulls.streams o WHERE o.workspace_id = $1 AND o.connection_id = $2 AND o.stream_id = $3) merged
                WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.stream_id = $3 AND s.columns IS DISTINCT FROM merged.columns
                """).With(target.Pull.Key).With(target.StreamId).With(ColumnsJson.Write(page.NewColumns.Select(StoredColumn.Learned)));
        }

        if (!plan.Writes)
            return;
        batch.Add(
            """
            UPDATE pulls.streams SET next_ordinal = $4, live = live + $5, latest = greatest(latest, $6)
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3
            """).With(target.Pull.Key).With(target.StreamId).With(plan.NextOrdinal).With(plan.New.Count - plan.Deleted.Count).With(plan.Latest);
    }

    public static NpgsqlBatchCommand Partition(NpgsqlBatch batch, PartitionTarget target, RecordBatch page) =>
        batch.Add(
            """
            UPDATE pulls.stream_partitions SET checkpoint = coalesce($6, checkpoint), done = done OR $7, expected = coalesce($8, expected),
              complete = complete OR $9, sight = coalesce($10, sight)
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND partition = $4 AND fence = $5
            """).With(target.Pull.Key).With(target.StreamId).With(target.Partition).With(target.Pull.Fence)
            .With(page.Checkpoint, NpgsqlDbType.Json).With(page.Done).With(page.Expected, NpgsqlDbType.Bigint)
            .With(page.IsWhole).With(page.Sight?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static void Counters(NpgsqlBatch batch, PartitionTarget target, RecordBatch page, PageCounts counts)
    {
        long read = counts.New + counts.Changed + counts.Unchanged;
        batch.Add(
            """
            UPDATE pulls.pull_streams SET records_read = records_read + $5, new = new + $6, changed = changed + $7, unchanged = unchanged + $8,
              deleted = deleted + $9, warnings = (warnings || $10)[1:50],
              expected = (SELECT sum(p.expected) FROM pulls.stream_partitions p
                WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.stream_id = $11 AND p.number = $3)
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND name = $4
            """).With(target.Pull.Key).With(target.Pull.Number).With(target.StreamName)
            .With(read).With(counts.New).With(counts.Changed).With(counts.Unchanged).With(counts.Deleted)
            .With(page.Warnings.ToArray()).With(target.StreamId);
        batch.Add(
            """
            UPDATE pulls.pulls SET records_read = records_read + $4, new = new + $5, changed = changed + $6, unchanged = unchanged + $7,
              deleted = deleted + $8
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3
            """).With(target.Pull.Key).With(target.Pull.Number)
            .With(read).With(counts.New).With(counts.Changed).With(counts.Unchanged).With(counts.Deleted);
    }

    /// <summary>Keeps the current version of each key as one that is over, ended at its moment.</summary>
    private static void Close(NpgsqlBatch batch, PartitionTarget target, string[] keys, DateTime[] ends, bool deleted) =>
        batch.Add(
            """
            INSERT INTO pulls.record_versions
              (workspace_id, connection_id, stream_id, key, valid_from, valid_to, ordinal, change, source_version, hash, cells)
            SELECT $1, $2, $3, c.key, r.valid_from, greatest(c.ends, r.valid_from + interval '1 microsecond'), r.ordinal, $6, r.source_version, r.hash, r.cells
            FROM unnest($4::text[], $5::timestamptz[]) c(key, ends)
            CROSS JOIN LATERAL (SELECT * FROM pulls.records
              WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = c.key LIMIT 1) r
            """).With(target.Pull.Key).With(target.StreamId).With(keys).With(ends).With((short)(deleted ? 1 : 0));
}
