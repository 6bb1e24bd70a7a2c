using System.Text.Json;

namespace BlinkSaaS.Sources.Custom;

/// <summary>A row of an answer as a record.</summary>
internal static class RowRecord
{
    private const int LongestKey = 500;

    /// <exception cref="SourceUnavailableException">The row is not as the mapping says.</exception>
    public static RecordMessage Of(JsonElement row, Mapping mapping, FurtherColumns columns)
    {
        if (row.ValueKind != JsonValueKind.Object)
            throw new SourceUnavailableException("A row is not a JSON object. Correct the Path to the rows: it must lead to a list of objects.");
        var key = JsonPath.Text(JsonPath.Find(row, mapping.KeyField));
        if (string.IsNullOrEmpty(key) || key.Length > LongestKey)
            throw new SourceUnavailableException(
                $"A row has no \"{mapping.KeyField}\" of 1 to {LongestKey} characters. Correct the Key field. The row has: {string.Join(", ", row.EnumerateObject().Take(20).Select(field => field.Name))}.");
        return RecordMessage.From(row, mapping.IsSimple ? Simple(row, key) : Mapped(row, key, mapping, columns));
    }

    private static Dictionary<string, object?> Simple(JsonElement row, string key) => new()
    {
        ["key"] = key,
        ["value"] = JsonPath.Text(JsonPath.Find(row, "value")),
        ["date_created"] = JsonPath.Text(JsonPath.Find(row, "date_created")),
    };

    private static Dictionary<string, object?> Mapped(JsonElement row, string key, Mapping mapping, FurtherColumns columns)
    {
        var cells = new Dictionary<string, object?> { ["key"] = key, ["row"] = row.Clone() };
        if (mapping.CursorField is { } cursor)
            cells["cursor"] = JsonPath.Text(JsonPath.Find(row, cursor));
        foreach (var field in row.EnumerateObject())
            if (JsonPath.Text(field.Value) is { } value && columns.Of(field.Name) is { } column)
                cells[column] = value;
        return cells;
    }
}
