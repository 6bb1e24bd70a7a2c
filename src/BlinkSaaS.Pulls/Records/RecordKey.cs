using System.Globalization;
using System.Text.Json;

namespace BlinkSaaS.Pulls.Records;

/// <summary>A record's key as one text: the value itself, or the values joined by a slash where there are several.</summary>
internal static class RecordKey
{
    /// <summary>An index entry holds 2,700 bytes; a character has at most 4 of them.</summary>
    private const int MaxLength = 500;

    /// <exception cref="SourceDefectException">A value is missing, or the key is too long.</exception>
    public static string Of(string stream, IReadOnlyList<string> columns, IReadOnlyDictionary<string, object?> cells)
    {
        var values = new object?[columns.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = cells.GetValueOrDefault(columns[i]);
        return Of(stream, values);
    }

    /// <exception cref="SourceDefectException">A value is missing, or the key is too long.</exception>
    public static string Of(string stream, IReadOnlyList<object?> values)
    {
        var parts = values.Select(Text).ToList();
        if (parts.Count == 0 || parts.Any(string.IsNullOrEmpty))
            throw new SourceDefectException($"The source sent a record of '{stream}' without its key.");

        // The slash inside a part is escaped, so that ("a/b", "c") and ("a", "b/c") stay two records.
        var key = parts.Count == 1
            ? parts[0]!
            : string.Join('/', parts.Select(part => part!.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)));
        return key.Length <= MaxLength
            ? JsonText.Sound(key)
            : throw new SourceDefectException($"The source sent a record of '{stream}' whose key is longer than {MaxLength} characters.");
    }

    /// <summary>The values that a key was made of, as text.</summary>
    public static IReadOnlyList<string> Parts(string key, int columns) => columns == 1
        ? [key]
        : [.. key.Split('/').Select(part => part.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal))];

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        JsonElement element => element.GetRawText(),
        DateTimeOffset moment => CellsJson.Text(moment),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
