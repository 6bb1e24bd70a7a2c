using System.Globalization;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Reads ClickUp's JSON leniently: numbers come as text and the other way round, objects as null, fields not at all.
/// What cannot be read has no value and never breaks a pull; the raw object is kept whole.
/// </summary>
internal static class ClickUpJson
{
    /// <summary>The element at the end of a path of names, or an undefined one.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return default;
        }

        return element;
    }

    /// <summary>The elements of an array; none where there is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name)
    {
        var array = element.At(name);
        if (array.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var item in array.EnumerateArray())
            yield return item;
    }

    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.At(path);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    public static decimal? Decimal(this JsonElement element, params ReadOnlySpan<string> path) =>
        decimal.TryParse(element.Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static long? Integer(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Decimal(path) is { } number && number >= long.MinValue && number <= long.MaxValue ? (long)number : null;

    public static bool? Boolean(this JsonElement element, params ReadOnlySpan<string> path) =>
        bool.TryParse(element.Text(path), out var value) ? value : null;

    /// <summary>Milliseconds since 1970, as text or number.</summary>
    public static DateTimeOffset? Timestamp(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Integer(path) is { } milliseconds
        && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>An object or array that outlives the answer it came with.</summary>
    public static JsonElement? Json(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.At(path);
        return value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.Clone() : null;
    }

    /// <summary>One text of each item of an array, joined for reading.</summary>
    public static string? Joined(this JsonElement element, string array, Func<JsonElement, string?> text)
    {
        var joined = string.Join(", ", element.Items(array).Select(text).Where(t => t is not null));
        return joined.Length > 0 ? joined : null;
    }

    /// <summary>What a person is called: not everybody has a name.</summary>
    public static string? PersonName(this JsonElement person) => person.Text("username") ?? person.Text("email") ?? person.Text("id");
}
