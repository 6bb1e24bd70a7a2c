using System.Globalization;
using System.Text;
using System.Text.Json;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>
/// Lines of a CSV file as RFC 4180 has them. A text that a spreadsheet would run as a formula gets an apostrophe in front;
/// numbers stay numbers, moments are ISO 8601 in UTC.
/// </summary>
public static class CsvText
{
    private const string FormulaStarts = "=+-@\t\r\n";

    /// <summary>The first line: titles of columns.</summary>
    public static string Head(IReadOnlyList<Column> columns) => Line(columns.Select(column => Text(column.Title)));

    /// <summary>A record's line.</summary>
    public static string Row(IReadOnlyList<Column> columns, JsonElement cells) => Line(columns.Select(column => Field(column, cells)));

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields) + "\r\n";

    private static string Field(Column column, JsonElement cells) =>
        !cells.TryGetProperty(column.Name, out var value) ? "" : value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String when column.Type == ColumnType.Timestamp => Text(Moment(value.GetString()!)),
            JsonValueKind.String => Text(value.GetString()!),
            _ => Text(value.GetRawText()),
        };

    private static string Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
            : text;

    /// <summary>A text as a field.</summary>
    public static string Text(string text)
    {
        if (text.Length == 0)
            return text;
        var guarded = FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return guarded.AsSpan().IndexOfAny(",\"\r\n") < 0 && guarded[0] != ' ' && guarded[^1] != ' '
            ? guarded
            : new StringBuilder(guarded.Length + 8).Append('"').Append(guarded.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
    }
}
