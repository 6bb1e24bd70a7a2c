using System.Text.Json;
using BlinkSaaS.Pulls.Records;
using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>One version of a record.</summary>
/// <param name="Cells">Its typed cells: an object, values by column name.</param>
/// <param name="From">When it was written.</param>
/// <param name="To">When it ended; null for the current one.</param>
/// <param name="Deleted">Whether it ended because the record was deleted, not replaced.</param>
/// <param name="Pull">Number of the pull that wrote it, where that is still known.</param>
public sealed record RecordVersion(JsonElement Cells, DateTimeOffset From, DateTimeOffset? To, bool Deleted, int? Pull);

/// <summary>The versions of a record.</summary>
/// <param name="Versions">The newest first; at most those asked for.</param>
/// <param name="Total">How many there are.</param>
public sealed record RecordVersions(IReadOnlyList<RecordVersion> Versions, int Total);

/// <summary>Reads the history of a record, as the role of the connection it is given.</summary>
public static class RecordHistory
{
    /// <summary>The newest versions of the record with a key, whether it is there or deleted; none where there never was one.</summary>
    public static async Task<RecordVersions> ReadAsync(
        NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, string recordKey, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT v.cells, v.valid_from, v.valid_to, v.deleted, v.total, (
              SELECT max(p.number) FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2
                AND p.started_at <= v.valid_from AND coalesce(p.finished_at, 'infinity') >= v.valid_from)
            FROM (
              SELECT all_versions.*, count(*) OVER ()::int AS total FROM (
                SELECT cells, valid_from, NULL::timestamptz AS valid_to, false AS deleted FROM pulls.records
                WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = $4
                UNION ALL
                SELECT cells, valid_from, valid_to, change = 1 FROM pulls.record_versions
                WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = $4) all_versions
              ORDER BY valid_from DESC LIMIT $5) v
            ORDER BY v.valid_from DESC
            """, connection);
        command.With(key).With(stream.StreamId).With(JsonText.Sound(recordKey)).With(most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var versions = new List<RecordVersion>();
        var total = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            using var cells = JsonDocument.Parse(reader.GetString(0));
            versions.Add(new RecordVersion(
                cells.RootElement.Clone(), reader.GetFieldValue<DateTimeOffset>(1), reader.Nullable<DateTimeOffset>(2), reader.GetBoolean(3), reader.Nullable<int>(5)));
            total = reader.GetInt32(4);
        }

        return new RecordVersions(versions, total);
    }
}
