using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// What the value of a custom field means: the name of a choice and not its number, the name of a person and not their id.
/// The types are ClickUp's own (its documentation of custom fields); one that is not known here is kept as it came.
/// </summary>
internal static class FieldValue
{
    // Dividing by it drops the zeros at the end of a decimal.
    private const decimal WithoutZeros = 1.000000000000000000000000000m;

    public static ColumnType TypeOf(JsonElement field) => field.Text("type") switch
    {
        "drop_down" or "labels" or "users" or "people" or "tasks" or "list_relationship" or "location" or "attachment"
            or "text" or "short_text" or "url" or "email" or "phone" or "formula" or "rollup" => ColumnType.Text,
        "number" or "currency" or "manual_progress" or "automatic_progress" => ColumnType.Decimal,
        "emoji" => ColumnType.Integer,
        "checkbox" => ColumnType.Boolean,
        "date" => ColumnType.Timestamp,
        _ => ColumnType.Json,
    };

    /// <summary>The value in the type of its column, or null where none is set or it cannot be read as such.</summary>
    public static object? Read(JsonElement field)
    {
        var value = field.At("value");
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        return field.Text("type") switch
        {
            "drop_down" => Choice(field, value),
            "labels" => Joined(value, label => Option(field, label.Text()) ?? label.Text()),
            "users" or "people" => Joined(value, person => person.ValueKind == JsonValueKind.Object ? person.PersonName() : person.Text()),
            "tasks" or "list_relationship" => Joined(value, task => task.Text("name") ?? task.Text("id") ?? task.Text()),
            "attachment" => Joined(value, file => file.Text("title") ?? file.Text("name") ?? file.Text("id")),
            "location" => value.Text("formatted_address") ?? Position(value),
            "number" or "currency" => value.Decimal(),
            "manual_progress" => ManualProgress(field, value),
            "automatic_progress" => value.Decimal("percent_completed") ?? value.Decimal("percent_complete"),
            "emoji" => value.Integer(),
            "checkbox" => value.Boolean(),
            "date" => value.Timestamp(),
            "text" or "short_text" or "url" or "email" or "phone" or "formula" or "rollup" => value.Text() ?? Whole(value),
            _ => value.Clone(),
        };
    }

    /// <summary>ClickUp gives the place of the option in their order, or its id.</summary>
    private static string? Choice(JsonElement field, JsonElement value)
    {
        var given = value.ValueKind == JsonValueKind.Object ? value.Text("id") ?? value.Text("orderindex") : value.Text();
        if (Option(field, given) is { } byId)
            return byId;
        if (value.Integer() is { } place)
        {
            foreach (var option in field.At("type_config").Items("options"))
            {
                if (option.Integer("orderindex") == place)
                    return NameOf(option);
            }
        }

        return value.Text("name") ?? given;
    }

    private static string? Option(JsonElement field, string? id)
    {
        foreach (var option in field.At("type_config").Items("options"))
        {
            if (id is not null && option.Text("id") == id)
                return NameOf(option);
        }

        return null;
    }

    // Labels call it otherwise than drop-downs do.
    private static string? NameOf(JsonElement option) => option.Text("name") ?? option.Text("label");

    private static string? Joined(JsonElement value, Func<JsonElement, string?> text)
    {
        IEnumerable<JsonElement> items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        var joined = string.Join(", ", items.Select(text).Where(t => !string.IsNullOrEmpty(t)));
        return joined.Length > 0 ? joined : null;
    }

    private static string? Position(JsonElement value) =>
        value.Text("location", "lat") is { } latitude && value.Text("location", "lng") is { } longitude ? $"{latitude}, {longitude}" : null;

    /// <summary>In per cent. ClickUp's own share is a fraction of one here and a percentage elsewhere, so it is worked out.</summary>
    private static decimal? ManualProgress(JsonElement field, JsonElement value)
    {
        if (value.Decimal("current") is not { } current)
            return value.Decimal("percent_completed");
        var start = field.Decimal("type_config", "start") ?? 0;
        var end = field.Decimal("type_config", "end") ?? 100;
        return end == start ? null : Math.Round((current - start) / (end - start) * 100, 2) / WithoutZeros;
    }

    private static string? Whole(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : null;
}
