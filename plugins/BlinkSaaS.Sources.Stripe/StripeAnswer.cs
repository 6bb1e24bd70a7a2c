using System.Net;
using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>A status and a body, which is an object of the API or an error in its shape.</summary>
internal sealed class StripeAnswer(HttpStatusCode status, JsonDocument? body) : IDisposable
{
    private JsonDocument? _body = body;

    public HttpStatusCode Status => status;

    public JsonElement? Root => _body?.RootElement;

    public string? ErrorCode { get; } = Of(body, "code");

    public string? ErrorParameter { get; } = Of(body, "param");

    public string? ErrorMessage { get; } = Of(body, "message");

    /// <summary>The body, which is the caller's to dispose of from now on.</summary>
    public JsonDocument TakeBody()
    {
        var taken = _body ?? throw new InvalidOperationException("The answer has no body.");
        _body = null;
        return taken;
    }

    public void Dispose() => _body?.Dispose();

    private static string? Of(JsonDocument? body, string name) => body is null ? null : Json.Text(Json.At(body.RootElement, $"error.{name}"));
}
