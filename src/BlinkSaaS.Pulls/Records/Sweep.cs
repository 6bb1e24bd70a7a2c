namespace BlinkSaaS.Pulls.Records;

/// <summary>Finds and deletes records by their ordinals, in chunks; each statement may be done again.</summary>
internal static class Sweep
{
    /// <summary>Records of one transaction.</summary>
    public const int Chunk = 5_000;

    /// <summary>Ordinals of the living records among these that were written before a moment.</summary>
    public static async Task<List<int>> LivingAsync(
        FencedWork work, StreamKey stream, int[] ordinals, DateTime before, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            """
            SELECT o.ordinal FROM unnest($4::int[]) o(ordinal) CROSS JOIN LATERAL (
              SELECT r.valid_from FROM pulls.records r
              WHERE r.workspace_id = $1 AND r.connection_id + 0 = $2 AND r.stream_id + 0 = $3 AND r.ordinal = o.ordinal LIMIT 1) r
            WHERE r.valid_from < $5
            """);
        await using var reader = await command.With(stream).With(ordinals).With(before).ExecuteReaderAsync(cancellationToken);
        var living = new List<int>();
        while (await reader.ReadAsync(cancellationToken))
            living.Add(reader.GetInt32(0));
        return living;
    }

    /// <summary>
    /// Closes the versions of those that are living and were written before the walk began, all at the same moment. Returns how
    /// many. Takes the stream's lock first, as a page does.
    /// </summary>
    public static async Task<int> DeleteAsync(
        FencedWork work, StreamKey stream, int[] ordinals, DateTime before, DateTime end, CancellationToken cancellationToken)
    {
        await using var batch = work.Batch();
        batch.Add("SELECT 1 FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 FOR UPDATE").With(stream);
        var close = batch.Add(
            """
            INSERT INTO pulls.record_versions
              (workspace_id, connection_id, stream_id, key, valid_from, valid_to, ordinal, change, source_version, hash, cells)
            SELECT $1, $2, $3, r.key, r.valid_from, $6, r.ordinal, 1, r.source_version, r.hash, r.cells
            FROM unnest($4::int[]) o(ordinal) CROSS JOIN LATERAL (
              SELECT * FROM pulls.records r
              WHERE r.workspace_id = $1 AND r.connection_id + 0 = $2 AND r.stream_id + 0 = $3 AND r.ordinal = o.ordinal LIMIT 1) r
            WHERE r.valid_from < $5
            """).With(stream).With(ordinals).With(before).With(end);
        var delete = batch.Add(
            """
            DELETE FROM pulls.records r USING unnest($4::int[]) o(ordinal)
            CROSS JOIN LATERAL (SELECT ctid AS place FROM pulls.records
              WHERE workspace_id = $1 AND connection_id + 0 = $2 AND stream_id + 0 = $3 AND ordinal = o.ordinal AND valid_from < $5 LIMIT 1) found
            WHERE r.ctid = found.place
            """).With(stream).With(ordinals).With(before);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (close.RecordsAffected != delete.RecordsAffected)
            throw new InvalidOperationException("Of deleted records not every last version was kept.");
        await using var count = work.Command(
            """
            UPDATE pulls.streams SET latest = greatest(latest, $4), live = live - $5
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3
            """);
        await count.With(stream).With(end).With((long)close.RecordsAffected).ExecuteNonQueryAsync(cancellationToken);
        return (int)close.RecordsAffected;
    }
}
