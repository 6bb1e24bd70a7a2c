using System.Globalization;
using System.Text.Json;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>A record's value in one column, ready to be shown: a text, a moment, or nothing.</summary>
/// <param name="Text">What to show; empty where there is no value, or where <see cref="Moment"/> is shown.</param>
/// <param name="Moment">For timestamps.</param>
/// <param name="Whole">The whole text where <see cref="Text"/> was shortened.</param>
public sealed record Cell(string Text, DateTimeOffset? Moment = null, string? Whole = null)
{
    /// <summary>Longest text in a table; what is cut off stands beside, in the record.</summary>
    public const int TableLength = 160;

    private static readonly Cell None = new("");

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => Moment is null && Text.Length == 0;

    /// <summary>Whether a column's values stand to the right.</summary>
    public static bool IsNumber(Column column) => column.Type is ColumnType.Integer or ColumnType.Decimal;

    /// <summary>The drawing for a column's type.</summary>
    public static string Icon(Column column) => column.Type switch
    {
        ColumnType.Integer or ColumnType.Decimal => "hash",
        ColumnType.Boolean => "toggle",
        ColumnType.Date => "calendar",
        ColumnType.Timestamp => "clock",
        ColumnType.Json => "braces",
        _ => "text",
    };

    /// <summary>The type in words.</summary>
    public static string TypeWord(Column column) => column.Type switch
    {
        ColumnType.Integer or ColumnType.Decimal => "Number",
        ColumnType.Boolean => "Yes or no",
        ColumnType.Date => "Date",
        ColumnType.Timestamp => "Time",
        ColumnType.Json => "JSON",
        _ => "Text",
    };

    /// <summary>A value of a record. One of another type than its column's is shown as it is.</summary>
    public static Cell Of(Column column, JsonElement cells, int length)
    {
        if (cells.ValueKind != JsonValueKind.Object || !cells.TryGetProperty(column.Name, out var value))
            return None;
        return value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => None,
            JsonValueKind.True => new Cell("Yes"),
            JsonValueKind.False => new Cell("No"),
            JsonValueKind.Number => new Cell(Number(column, value)),
            JsonValueKind.String => Parsed(column, value.GetString() ?? "", length),
            _ => Shortened(Plain(value), length),
        };
    }

    private static Cell Parsed(Column column, string text, int length)
    {
        if (column.Type == ColumnType.Timestamp && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return new Cell("", moment);
        if (column.Type == ColumnType.Date && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new Cell(day.ToString("d MMM yyyy", CultureInfo.InvariantCulture).Replace(' ', '\u00a0'));
        return Shortened(text, length);
    }

    /// <summary>Thousands are grouped, except in what names something: nobody reads an id as a quantity.</summary>
    private static string Number(Column column, JsonElement value)
    {
        var names = column.Name == "id" || column.Name.EndsWith("_id", StringComparison.Ordinal);
        return !names && value.TryGetDecimal(out var number)
            ? number.ToString("#,##0.############################", CultureInfo.InvariantCulture)
            : value.GetRawText();
    }

    /// <summary>A list of plain values reads as a list; anything else as JSON.</summary>
    private static string Plain(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            ? string.Join(", ", value.EnumerateArray().Select(item => item.ToString()))
            : value.GetRawText();

    private static Cell Shortened(string text, int length)
    {
        if (text.Length <= length)
            return new Cell(text);
        // Never between the two halves of one character.
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return new Cell(string.Concat(text.AsSpan(0, end).TrimEnd(), "…"), Whole: text);
    }

    /// <summary>The words of a sort order.</summary>
    public static string OrderWords(Column column, bool descending) => (column.Type, descending) switch
    {
        (ColumnType.Integer or ColumnType.Decimal, false) => "lowest first",
        (ColumnType.Integer or ColumnType.Decimal, true) => "highest first",
        (ColumnType.Date or ColumnType.Timestamp, false) => "oldest first",
        (ColumnType.Date or ColumnType.Timestamp, true) => "newest first",
        (ColumnType.Boolean, false) => "No first",
        (ColumnType.Boolean, true) => "Yes first",
        (_, false) => "A to Z",
        _ => "Z to A",
    };
}
