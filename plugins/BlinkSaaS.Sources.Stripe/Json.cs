using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>Reads objects leniently: what is missing, or is not what it should be, has no value.</summary>
internal static class Json
{
    /// <summary>What is at a path such as <c>address.country</c>; Undefined where nothing is.</summary>
    public static JsonElement At(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return default;
        }

        return element;
    }

    public static string? Id(JsonElement element) => Text(At(element, "id"));

    public static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Integer(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    public static bool? Boolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>Stripe's times are Unix seconds.</summary>
    public static DateTimeOffset? Time(JsonElement value) =>
        Integer(value) is { } seconds && seconds is > -62_135_596_800 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
