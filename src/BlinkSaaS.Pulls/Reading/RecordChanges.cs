using System.Text.Json;
using BlinkSaaS.Pulls.Records;
using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>What became of a record since a moment.</summary>
/// <param name="Key">Identifies it within its stream.</param>
/// <param name="At">When it was written or deleted last.</param>
/// <param name="Cells">Its cells now; of a deleted one, the last ones.</param>
/// <param name="Deleted">Whether it is gone.</param>
public sealed record RecordChange(string Key, DateTimeOffset At, JsonElement Cells, bool Deleted);

/// <summary>Reads what changed in a stream since a moment, as the role of the connection it is given.</summary>
public static class RecordChanges
{
    /// <summary>
    /// A moment is taken before its commit, so whoever follows the changes must not ask for what is younger than this: a commit
    /// under way would be missed for ever.
    /// </summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Records written or deleted after a moment and until another, oldest first, at most so many: go on after the last one's moment
    /// and key. A record that changed several times comes once, with its last change.
    /// </summary>
    public static async Task<IReadOnlyList<RecordChange>> PageAsync(
        NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, DateTimeOffset after, string? afterKey, DateTimeOffset until, int most,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            (SELECT r.key, r.valid_from AS at, r.cells, false FROM pulls.record_bodies b
             CROSS JOIN LATERAL (SELECT r.key, r.valid_from, r.cells, r.ordinal FROM pulls.records r
               WHERE r.workspace_id = $1 AND r.connection_id + 0 = $2 AND r.stream_id + 0 = $3 AND r.ordinal = b.ordinal AND r.valid_from = b.valid_from LIMIT 1) r
             WHERE b.workspace_id = $1 AND b.connection_id = $2 AND b.stream_id = $3 AND b.valid_from >= $4 AND b.valid_from <= $6
               AND (b.valid_from > $4 OR r.key > $5)
             ORDER BY b.valid_from, r.key LIMIT $7)
            UNION ALL
            (SELECT v.key, v.valid_to, v.cells, true FROM pulls.record_versions v
             WHERE v.workspace_id = $1 AND v.connection_id = $2 AND v.stream_id = $3 AND v.change = 1 AND v.valid_to >= $4 AND v.valid_to <= $6
               AND (v.valid_to > $4 OR v.key > $5)
               AND NOT EXISTS (SELECT FROM pulls.records r WHERE r.workspace_id = $1 AND r.connection_id = $2 AND r.stream_id = $3 AND r.key = v.key)
             ORDER BY v.valid_to, v.key LIMIT $7)
            ORDER BY 2, 1 LIMIT $7
            """, connection);
        command.With(key).With(stream.StreamId).With(after.UtcDateTime).With(JsonText.Sound(afterKey ?? "")).With(until.UtcDateTime).With(most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<RecordChange>();
        while (await reader.ReadAsync(cancellationToken))
        {
            using var cells = JsonDocument.Parse(reader.GetString(2));
            changes.Add(new RecordChange(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), cells.RootElement.Clone(), reader.GetBoolean(3)));
        }

        return changes;
    }
}
