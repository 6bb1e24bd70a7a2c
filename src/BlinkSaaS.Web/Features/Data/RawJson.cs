using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>A raw object as people read it.</summary>
public static class RawJson
{
    /// <summary>Longest object that is shown in a page; a longer one is only offered to keep.</summary>
    public const int ShownLength = 200 * 1024;

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// With line breaks and indents. The page encodes it, so nothing need be escaped here; numbers stay as they were
    /// received. What cannot be written better is shown as it is.
    /// </summary>
    public static string Pretty(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, Options))
                document.WriteTo(writer);
            return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Deeper than a reader follows, or half of a character: valid for the API that sent it.
            return body;
        }
    }
}
