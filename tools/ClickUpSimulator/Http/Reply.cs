using System.Buffers;
using System.Text.Json;
using ClickUpSimulator.Json;

namespace ClickUpSimulator.Http;

/// <summary>An answer made of finished pieces of UTF-8, so that a page of tasks is only copied.</summary>
internal sealed class Reply(int status, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
{
    public static implicit operator Reply(ApiError error) => new(error.Status, [error.ToBytes()]);

    public static Reply Json(Action<Utf8JsonWriter> body) => new(200, [JsonBytes.Write(body)]);

    /// <summary>An object with one array in it.</summary>
    public static Reply Array<T>(string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static Reply Pieces(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => new(200, pieces);

    public async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = pieces.Sum(piece => (long)piece.Length);
        foreach (var piece in pieces)
            response.BodyWriter.Write(piece.Span);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
