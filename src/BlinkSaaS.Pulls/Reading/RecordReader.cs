using System.Runtime.CompilerServices;
using System.Text.Json;
using BlinkSaaS.Pulls.Records;
using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>
/// Reads records for people, as the role of the connection it is given; every statement names workspace and connection.
/// </summary>
public static class RecordReader
{
    private const int MaxSize = 500;

    /// <summary>One page.</summary>
    public static async Task<RecordPage> PageAsync(
        NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, RecordQuery query, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(query.Size, 1, MaxSize);
        var statement = new RecordStatement(key, stream, query);
        var cursor = RecordCursor.Decode(query.After, statement.Order);
        var before = cursor is null && RecordCursor.Decode(query.Before, statement.Order) is not null;
        if (before)
            cursor = RecordCursor.Decode(query.Before, statement.Order);

        // One row more than the page tells whether there is another.
        await using var command = statement.Page(connection, cursor, before, size + 1);
        var rows = new List<(RecordRow Row, string? Value)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                rows.Add((Row(reader), reader.Text(3)));
        }

        var more = rows.Count > size;
        if (more)
            rows.RemoveAt(size);
        if (before)
            rows.Reverse();
        string? At(int index) => rows.Count == 0 ? null : new RecordCursor(statement.Order.Name, rows[index].Value, rows[index].Row.Key).Encode();
        return new RecordPage(
            [.. rows.Select(row => row.Row)],
            (before ? more : cursor is not null) ? At(0) : null,
            (before || more) ? At(rows.Count - 1) : null);
    }

    /// <summary>How many match; without a search the stream's own count.</summary>
    public static async Task<RecordCount> CountAsync(
        NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, RecordQuery query, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query.Search) && query is { AsOf: null, Deleted: false })
            return new RecordCount(stream.Live, false);
        await using var command = new RecordStatement(key, stream, query with { SortColumn = null }).Count(connection, RecordCount.Cap + 1);
        var count = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return new RecordCount(Math.Min(count, RecordCount.Cap), count > RecordCount.Cap);
    }

    /// <summary>One record as it is, or as it was at a moment; null where it is not, or was not there then.</summary>
    public static async Task<RecordWithBody?> OneAsync(
        NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, string recordKey, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT r.key, r.cells, r.valid_from, b.body FROM (
              SELECT key, cells, valid_from, ordinal FROM pulls.records
              WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = $4 AND ($5::timestamptz IS NULL OR valid_from <= $5)
              UNION ALL
              SELECT key, cells, valid_from, ordinal FROM pulls.record_versions
              WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = $4 AND valid_from <= $5 AND valid_to > $5) r
            JOIN pulls.record_bodies b ON b.workspace_id = $1 AND b.connection_id = $2 AND b.stream_id = $3
              AND b.ordinal = r.ordinal AND b.valid_from = r.valid_from
            LIMIT 1
            """, connection);
        command.With(key).With(stream.StreamId).With(JsonText.Sound(recordKey)).With(asOf?.UtcDateTime, NpgsqlTypes.NpgsqlDbType.TimestampTz);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new RecordWithBody(Row(reader), reader.GetString(3)) : null;
    }

    /// <summary>
    /// Every record that matches, in order, from one snapshot, row by row as they are taken; cursors and size do not count.
    /// The connection is busy until the last one.
    /// </summary>
    public static async IAsyncEnumerable<RecordRow> ExportAsync(
        NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, RecordQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new RecordStatement(key, stream, query).All(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return Row(reader);
    }

    private static RecordRow Row(NpgsqlDataReader reader)
    {
        using var cells = JsonDocument.Parse(reader.GetString(1));
        return new RecordRow(reader.GetString(0), cells.RootElement.Clone(), reader.GetFieldValue<DateTimeOffset>(2));
    }
}
