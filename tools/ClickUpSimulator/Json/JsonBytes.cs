using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClickUpSimulator.Json;

internal static class JsonBytes
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    public static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var target = buffer ??= new ArrayBufferWriter<byte>(8 * 1024);
        target.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(target, Options))
            body(json);
        return target.WrittenSpan.ToArray();
    }

    /// <summary>ClickUp gives moments as strings of milliseconds.</summary>
    public static void WriteMoment(this Utf8JsonWriter json, string name, long? milliseconds)
    {
        if (milliseconds is { } value)
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNull(name);
    }

    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    public static void WriteEmptyArray(this Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }
}
