using System.Net.Http.Headers;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>Sends a request and turns everything but a JSON object into an error that says what to do.</summary>
internal sealed class ClickUpApi(HttpClient http)
{
    /// <summary>The answer to a request that must succeed.</summary>
    public async Task<ClickUpAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        var (answer, error) = await SendAsync(path, cancellationToken);
        return answer ?? throw error!.ToException();
    }

    /// <summary>The answer, or null where what the path names is gone or out of the token's sight.</summary>
    public async Task<ClickUpAnswer?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var (answer, error) = await SendAsync(path, cancellationToken);
        if (answer is not null || error!.IsGoneOrOutOfSight)
            return answer;
        throw error.ToException();
    }

    private async Task<(ClickUpAnswer? Answer, ClickUpError? Error)> SendAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Content = NoContent() };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return (null, await ClickUpError.ReadAsync(response, path, cancellationToken));

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return (new ClickUpAnswer(document, response.Headers.Date), null);
            document.Dispose();
            throw ClickUpErrors.Unreadable();
        }
        catch (JsonException e)
        {
            throw ClickUpErrors.Unreadable(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ClickUpErrors.CutOff(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ClickUpErrors.TooSlow(e);
        }
    }

    // ClickUp's specification demands a Content-Type on many GET requests, and .NET attaches that header to a body only.
    private static ByteArrayContent NoContent() =>
        new([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}

/// <summary>A JSON object that ClickUp answered with. Its elements live until it is disposed of.</summary>
internal sealed class ClickUpAnswer(JsonDocument document, DateTimeOffset? serverTime) : IDisposable
{
    public JsonElement Root => document.RootElement;

    /// <summary>When the answer was made, by ClickUp's clock.</summary>
    public DateTimeOffset? ServerTime { get; } = serverTime;

    /// <summary>
    /// The array that the answer is about. An answer without it is unreadable: taking it for empty would lose records
    /// without a word.
    /// </summary>
    public JsonElement Rows(string name) =>
        Root.TryGetProperty(name, out var rows) && rows.ValueKind == JsonValueKind.Array ? rows : throw ClickUpErrors.Unreadable();

    public void Dispose() => document.Dispose();
}
