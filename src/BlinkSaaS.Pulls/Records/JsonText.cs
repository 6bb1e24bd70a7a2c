using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace BlinkSaaS.Pulls.Records;

/// <summary>Makes text and JSON fit for PostgreSQL: no U+0000, no lone surrogates, no numbers that numeric cannot hold.</summary>
internal static partial class JsonText
{
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private const char Replacement = '\uFFFD';

    /// <summary>The text with U+FFFD in place of what text columns and jsonb refuse.</summary>
    public static string Sound(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !IsPair(text, i)))
                return Replace(text, i);
            if (char.IsHighSurrogate(text[i]))
                i++;
        }

        return text;
    }

    /// <summary>The bytes, or the same with U+FFFD where they are not UTF-8.</summary>
    public static byte[] SoundBytes(ReadOnlyMemory<byte> utf8) =>
        Utf8.IsValid(utf8.Span) ? utf8.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8.Span));

    /// <summary>Writes a JSON value so that jsonb takes it.</summary>
    public static void WriteSound(Utf8JsonWriter writer, JsonElement element)
    {
        var raw = Encoding.UTF8.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element));
        raw = SoundEscapes(Sound(raw));
        if (!LongExponent().IsMatch(raw))
        {
            writer.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        using var document = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = 1_000 });
        WriteNumbersAsText(writer, document.RootElement);
    }

    private static bool IsPair(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);

    private static string Replace(string text, int from)
    {
        var sound = text.ToCharArray();
        for (var i = from; i < sound.Length; i++)
        {
            if (sound[i] == '\0')
                sound[i] = Replacement;
            else if (IsPair(text, i))
                i++;
            else if (char.IsSurrogate(sound[i]))
                sound[i] = Replacement;
        }

        return new string(sound);
    }

    /// <summary>Backslashes stand only inside strings, so escapes can be replaced without parsing.</summary>
    private static string SoundEscapes(string json) =>
        !json.Contains("\\u", StringComparison.Ordinal) ? json : Escape().Replace(json, match =>
        {
            if (match.Groups["pair"].Success || !match.Groups["code"].Success)
                return match.Value;
            var code = Convert.ToInt32(match.Groups["code"].Value, 16);
            return code is 0 or >= 0xD800 and <= 0xDFFF ? "\\uFFFD" : match.Value;
        });

    private static void WriteNumbersAsText(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    WriteNumbersAsText(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    WriteNumbersAsText(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when LongExponent().IsMatch(element.GetRawText()):
                writer.WriteStringValue(element.GetRawText());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    [GeneratedRegex(@"\\(?:(?<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|u(?<code>[0-9a-fA-F]{4})|[^u])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    /// <summary>numeric holds 131,072 digits before the point and 16,383 after it; an exponent of three digits is far from both.</summary>
    [GeneratedRegex(@"[0-9][eE][+-]?[0-9]{4,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongExponent();
}
