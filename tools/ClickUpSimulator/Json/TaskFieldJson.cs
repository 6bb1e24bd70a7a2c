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
        foreach (var field in task.List.Fields)
        {
            json.WriteStartObject();
            WriteDefinition(json, field);
            if (random.Chance(0.6))
                WriteValue(json, field, task, ref random);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The definition without the braces, as the field endpoints give it and every task repeats it.</summary>
    public static void WriteDefinition(Utf8JsonWriter json, CustomField field)
    {
        json.WriteString("id", field.Id);
        json.WriteString("name", field.Name);
        json.WriteString("type", field.Type);
        json.WriteStartObject("type_config");
        switch (field.Type)
        {
            case "drop_down" or "labels":
                WriteOptions(json, field);
                break;
            case "currency":
                json.WriteNumber("precision", 2);
                json.WriteString("currency_type", "EUR");
                break;
            case "emoji":
                json.WriteString("code_point", "2b50");
                json.WriteNumber("count", 5);
                break;
            case "manual_progress":
                json.WriteNumber("start", 0);
                json.WriteNumber("end", 10);
                break;
        }
        json.WriteEndObject();
        json.WriteMoment("date_created", field.DateCreated);
        json.WriteBoolean("hide_from_guests", false);
        json.WriteBoolean("required", false);
    }

    private static void WriteOptions(Utf8JsonWriter json, CustomField field)
    {
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
            case "location" or "tasks" or "manual_progress" or "automatic_progress" or "signature":
                WriteObject(json, field, task, ref random);
                break;
            case "email":
                json.WriteStringValue($"client{task.Sequence}@example.com");
                break;
            case "phone":
                json.WriteStringValue($"+31 20 555 {task.Sequence % 10_000:0000}");
                break;
            case "url":
                json.WriteStringValue($"https://drive.juniper-hale.example/briefs/{task.Id}");
                break;
            default:
                json.WriteStringValue($"JH-{task.Sequence:0000}");
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, CustomField field, WorkTask task, ref SeededRandom random)
    {
        if (field.Type == "tasks")
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("id", task.Id);
            json.WriteString("name", task.Name);
            json.WriteEndObject();
            json.WriteEndArray();
            return;
        }
        json.WriteStartObject();
        switch (field.Type)
        {
            case "location":
                json.WriteStartObject("location");
                json.WriteNumber("lat", 52.37 + random.Below(100) / 1000.0);
                json.WriteNumber("lng", 4.9);
                json.WriteEndObject();
                json.WriteString("formatted_address", $"Keizersgracht {random.Between(1, 600)}, Amsterdam");
                json.WriteString("place_id", "ChIJ" + task.Id);
                break;
            case "manual_progress":
                var done = random.Between(0, 10);
                json.WriteString("current", done.ToString(CultureInfo.InvariantCulture));
                json.WriteNumber("percent_completed", done / 10.0);
                break;
            case "automatic_progress":
                json.WriteNumber("percent_completed", random.Between(0, 100));
                break;
            default:
                // A type that no documentation knows.
                json.WriteBoolean("signed", random.Chance(0.5));
                break;
        }
        json.WriteEndObject();
    }
}
