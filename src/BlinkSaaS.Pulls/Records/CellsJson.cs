using System.Buffers;
using System.Globalization;
using System.Text.Json;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Pulls.Records;

/// <summary>
/// Cells as they are stored. Moments have one fixed form in UTC, so that their order as text is their order in time. A value of
/// another type than its column's is stored as it is: drift is kept, it breaks no pull.
/// </summary>
internal static class CellsJson
{
    public static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public static byte[] Write(IReadOnlyDictionary<string, object?> cells)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in cells)
            {
                if (value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
                    continue;
                writer.WritePropertyName(JsonText.Sound(name));
                WriteValue(writer, value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The type of a column that the source did not declare.</summary>
    public static ColumnType TypeOf(object value) => value switch
    {
        string => ColumnType.Text,
        sbyte or byte or short or ushort or int or uint or long => ColumnType.Integer,
        decimal or double or float or ulong => ColumnType.Decimal,
        bool => ColumnType.Boolean,
        DateOnly => ColumnType.Date,
        DateTimeOffset or DateTime => ColumnType.Timestamp,
        JsonElement => ColumnType.Json,
        _ => ColumnType.Text,
    };

    /// <summary>A version that never falls when the record changes; null where the cell is no number and no moment.</summary>
    public static long? Version(object? value) => value switch
    {
        long number => number,
        int number => number,
        DateTimeOffset moment => moment.UtcTicks / TimeSpan.TicksPerMicrosecond,
        _ => null,
    };

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(JsonText.Sound(text));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case DateOnly day:
                writer.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset moment:
                writer.WriteStringValue(Text(moment));
                break;
            case DateTime moment:
                writer.WriteStringValue(Text(new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc))));
                break;
            case JsonElement element:
                JsonText.WriteSound(writer, element);
                break;
            default:
                writer.WriteStringValue(JsonText.Sound(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }
}
