using System.Text.Json;

namespace BlinkSaaS.Sources.Custom;

/// <summary>Values at a path of names with dots between.</summary>
internal static class JsonPath
{
    /// <summary>What is there; undefined where nothing is. The empty path is the element itself.</summary>
    public static JsonElement Find(JsonElement element, string path)
    {
        // A field whose name has a dot in it.
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path, out var whole))
            return whole;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return default;
        return element;
    }

    /// <summary>Text, number, true or false as text; null for all else.</summary>
    public static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
