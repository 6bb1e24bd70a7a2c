using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Records;

/// <summary>The statements of a page's last round trip.</summary>
internal static class PageStatements
{
    /// <summary>
    /// The old body goes when the new one comes: there is exactly one for each record until versions are kept. Then the
    /// DELETE becomes the INSERT of the closed version, and the body stays. Each row is found by its key, one after the other:
    /// joined with a stream that has no statistics yet, the planner reads the whole stream for every page. The stream's row is
    /// locked, so a place that was found stays the row's.
    /// </summary>
    public static void Changed(NpgsqlBatch batch, PartitionTarget target, PagePlan plan)
    {
        if (plan.Changed.Count == 0)
            return;
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
        batch.Add(
            """
            DELETE FROM pulls.record_bodies b USING unnest($4::int[], $5::timestamptz[]) o(ordinal, valid_from)
            CROSS JOIN LATERAL (SELECT ctid AS place FROM pulls.record_bodies
              WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND ordinal = o.ordinal AND valid_from = o.valid_from LIMIT 1) found
            WHERE b.ctid = found.place
            """).With(target.Pull.Key).With(target.StreamId)
            .With(plan.Changed.Select(row => row.Ordinal).ToArray())
            .With(plan.Changed.Select(row => row.Replaces!.Value).ToArray());
    }

    public static void Deleted(NpgsqlBatch batch, PartitionTarget target, PagePlan plan)
    {
        if (plan.DeletedKeys.Count == 0)
            return;
        batch.Add("DELETE FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = ANY ($4)")
            .With(target.Pull.Key).With(target.StreamId).With(plan.DeletedKeys.ToArray());
        batch.Add("DELETE FROM pulls.record_bodies WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND ordinal = ANY ($4)")
            .With(target.Pull.Key).With(target.StreamId).With(plan.DeletedOrdinals.ToArray());
    }

    public static void Stream(NpgsqlBatch batch, PartitionTarget target, RecordBatch page, PagePlan plan)
    {
        if (page.NewColumns.Count > 0)
        {
            batch.Add(
                """
                UPDATE pulls.streams s SET columns = s.columns || (
                  SELECT coalesce(jsonb_agg(n.value), '[]') FROM jsonb_array_elements($4::jsonb) n
                  WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(s.columns) c WHERE c.value ->> 'name' = n.value ->> 'name'))
                WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.stream_id = $3
                """).With(target.Pull.Key).With(target.StreamId).With(ColumnsJson.Write(page.NewColumns));
        }

        var live = plan.New.Count - plan.DeletedKeys.Count;
        if (plan.New.Count == 0 && live == 0)
            return;
        batch.Add("UPDATE pulls.streams SET next_ordinal = $4, live = live + $5 WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3")
            .With(target.Pull.Key).With(target.StreamId).With(plan.NextOrdinal).With(live);
    }

    public static NpgsqlBatchCommand Partition(NpgsqlBatch batch, PartitionTarget target, RecordBatch page) =>
        batch.Add(
            """
            UPDATE pulls.stream_partitions SET checkpoint = coalesce($6, checkpoint), done = $7, expected = coalesce($8, expected)
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND partition = $4 AND fence = $5
            """).With(target.Pull.Key).With(target.StreamId).With(target.Partition).With(target.Pull.Fence)
            .With(page.Checkpoint, NpgsqlDbType.Json).With(page.Done).With(page.Expected, NpgsqlDbType.Bigint);

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
}
