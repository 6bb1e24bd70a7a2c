using System.Globalization;
using System.Text.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Json;

/// <summary>Custom fields with their definition, as every task repeats it; an unset one has no "value".</summary>
internal static class TaskFieldJson
{
    public static void Write(Utf8JsonWriter json, WorkTask task, ref SeededRandom random)
    {
        json.WriteStartArray("custom_fields");
        foreach (var field in task.List.Space.Fields)
        {
            json.WriteStartObject();
            json.WriteString("id", field.Id);
            json.WriteString("name", field.Name);
            json.WriteString("type", field.Type);
            WriteDefinition(json, field);
            json.WriteMoment("date_created", field.DateCreated);
            json.WriteBoolean("hide_from_guests", false);
            json.WriteBoolean("required", false);
            if (random.Chance(0.6))
                WriteValue(json, field, task, ref random);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDefinition(Utf8JsonWriter json, CustomField field)
    {
        json.WriteStartObject("type_config");
        switch (field.Type)
        {
            case "drop_down" or "labels":
                json.WriteStartArray("options");
                foreach (var option in field.Options)
                {
                    json.WriteStartObject();
                    json.WriteString("id", option.Id);
                    // Labels call it otherwise than drop-downs do.
                    json.WriteString(field.Type == "labels" ? "label" : "name", option.Name);
                    json.WriteString("color", option.Color);
                    if (field.Type == "drop_down")
                        json.WriteNumber("orderindex", option.OrderIndex);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                break;
            case "currency":
                json.WriteNumber("precision", 2);
                json.WriteString("currency_type", "EUR");
                break;
            case "emoji":
                json.WriteString("code_point", "2b50");
                json.WriteNumber("count", 5);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, CustomField field, WorkTask task, ref SeededRandom random)
    {
        json.WritePropertyName("value");
        switch (field.Type)
        {
            case "drop_down":
                json.WriteNumberValue(random.Pick(field.Options).OrderIndex);
                break;
            case "labels":
                json.WriteStartArray();
                json.WriteStringValue(random.Pick(field.Options).Id);
                json.WriteEndArray();
                break;
            case "users":
                json.WriteStartArray();
                json.WriteUser(random.Pick(task.List.Space.Workspace.Members));
                json.WriteEndArray();
                break;
            case "checkbox":
                json.WriteStringValue(random.Chance(0.5) ? "true" : "false");
                break;
            case "date":
                json.WriteStringValue((task.DateCreated + random.Between(1, 60) * 86_400_000L).ToString(CultureInfo.InvariantCulture));
                break;
            case "currency" or "number":
                json.WriteStringValue((random.Between(2, 80) * 25).ToString(CultureInfo.InvariantCulture));
                break;
            case "emoji":
                json.WriteStringValue(random.Between(1, 5).ToString(CultureInfo.InvariantCulture));
                break;
            case "url":
                json.WriteStringValue($"https://drive.juniper-hale.example/briefs/{task.Id}");
                break;
            default:
                json.WriteStringValue($"JH-{task.Sequence:0000}");
                break;
        }
    }
}
