using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>
/// The place of a record in an order: the value it is sorted by, and its key. Text that travels in URLs; whatever does not fit
/// the query it comes with is as if it were not there.
/// </summary>
internal sealed record RecordCursor(string Order, string? Value, string Key)
{
    public string Encode() =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<string?[]>([Order, Value, Key]));

    public static RecordCursor? Decode(string? text, SortOrder order)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 8_000 || !Base64Url.IsValid(text))
            return null;
        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(text));
            return parts is [{ } name, var value, { } key] && name == order.Name && IsStorable(value) && IsStorable(key) && order.Fits(value)
                ? new RecordCursor(name, value, key)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsStorable(string? text) => text is null || Records.JsonText.Sound(text) == text;
}

/// <summary>What records are sorted by: a column's typed value, then the key.</summary>
/// <param name="Column">Name of the column; null for the key alone.</param>
/// <param name="Kind">How its values compare.</param>
/// <param name="Descending">From high to low.</param>
internal sealed partial record SortOrder(string? Column, SortKind Kind, bool Descending)
{
    /// <summary>A cursor of another order is none of this one.</summary>
    public string Name => $"{Column}|{Kind}|{(Descending ? "desc" : "asc")}";

    public bool Fits(string? value) => value is null || Kind switch
    {
        SortKind.Number => value.Length <= 4_000 && IsNumber(value),
        SortKind.Boolean => value is "true" or "false",
        _ => true,
    };

    private static bool IsNumber(string value) => PlainNumber().IsMatch(value);

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNumber();
}

/// <summary>How a column's values compare.</summary>
internal enum SortKind
{
    /// <summary>There is no column.</summary>
    Key,

    /// <summary>As people read: language rules, capitals beside small letters.</summary>
    Text,

    /// <summary>As numbers of any size.</summary>
    Number,

    /// <summary>False before true.</summary>
    Boolean,

    /// <summary>Character by character: dates and moments have one fixed form.</summary>
    Ordinal,
}
