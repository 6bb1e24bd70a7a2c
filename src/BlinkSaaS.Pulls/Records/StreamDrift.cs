using BlinkSaaS.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Records;

/// <summary>One thing that changed in the shape of a stream.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Title">What people call it.</param>
/// <param name="What">new, gone, type (as declared) or value (a cell of another type than its column's).</param>
/// <param name="Was">The type before.</param>
/// <param name="Became">The type now.</param>
internal sealed record ColumnDrift(string Column, string Title, string What, ColumnType? Was, ColumnType? Became);

/// <summary>Notices and keeps what changes in the shape of a stream. It never breaks a pull.</summary>
internal static class StreamDrift
{
    /// <summary>What the source declares, against what it declared before.</summary>
    public static IReadOnlyList<ColumnDrift> Between(IReadOnlyList<StoredColumn> stored, IReadOnlyList<Column> declared)
    {
        var drift = new List<ColumnDrift>();
        foreach (var column in declared)
        {
            var old = stored.FirstOrDefault(before => before.Name == column.Name);
            if (old is null)
                drift.Add(new ColumnDrift(column.Name, column.Title, "new", null, column.Type));
            else if (old.Type != column.Type)
                drift.Add(new ColumnDrift(column.Name, column.Title, "type", old.Type, column.Type));
        }

        drift.AddRange(stored.Where(old => old.Undeclared is not true && declared.All(column => column.Name != old.Name))
            .Select(old => new ColumnDrift(old.Name, old.Title, "gone", old.Type, null)));
        return drift;
    }

    /// <summary>Whether a cell is of its column's type. Anything is JSON.</summary>
    public static bool Fits(ColumnType type, object value)
    {
        var found = value is System.Text.Json.JsonElement element
            ? element.ValueKind switch
            {
                System.Text.Json.JsonValueKind.String => ColumnType.Text,
                System.Text.Json.JsonValueKind.Number => ColumnType.Decimal,
                System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => ColumnType.Boolean,
                System.Text.Json.JsonValueKind.Null or System.Text.Json.JsonValueKind.Undefined => type,
                _ => ColumnType.Json,
            }
            : CellsJson.TypeOf(value);
        return found == type || type == ColumnType.Json || (found, type) is
            (ColumnType.Integer, ColumnType.Decimal) or (ColumnType.Decimal, ColumnType.Integer) or (ColumnType.Text, ColumnType.Date or ColumnType.Timestamp);
    }

    /// <summary>
    /// Keeps it, once for each kind of surprise: a value that does not fit is not news in the next pull. The records of the first
    /// pull show the stream's shape; they do not change it. Comes before the statement that writes the columns: what they have
    /// already is not news.
    /// </summary>
    public static void Keep(NpgsqlBatch batch, ClaimedPull pull, int streamId, IEnumerable<ColumnDrift> drift)
    {
        foreach (var one in drift)
        {
            batch.Add(
                """
                INSERT INTO pulls.stream_drift (workspace_id, connection_id, stream_id, number, column_name, what, title, was, became)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
                WHERE CASE $6
                  WHEN 'value' THEN NOT EXISTS (SELECT FROM pulls.stream_drift d
                    WHERE d.workspace_id = $1 AND d.connection_id = $2 AND d.stream_id = $3 AND d.column_name = $5 AND d.what = $6 AND d.became = $9)
                  WHEN 'new' THEN EXISTS (SELECT FROM pulls.streams s
                    WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.stream_id = $3 AND s.last_pulled_at IS NOT NULL
                      AND NOT EXISTS (SELECT FROM jsonb_array_elements(s.columns) c WHERE c.value ->> 'name' = $5))
                  ELSE true END
                ON CONFLICT DO NOTHING
                """).With(pull.Key).With(streamId).With(pull.Number).With(one.Column).With(one.What).With(JsonText.Sound(one.Title))
                .With(one.Was?.ToString(), NpgsqlDbType.Text).With(one.Became?.ToString(), NpgsqlDbType.Text);
        }
    }
}
