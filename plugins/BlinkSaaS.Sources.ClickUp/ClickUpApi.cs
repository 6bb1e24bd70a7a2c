using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>Sends a request and turns everything but a JSON object into an error that says what to do.</summary>
internal sealed class ClickUpApi(HttpClient http)
{
    /// <summary>
    /// An answer that is no JSON (a gateway's page, half an object) is asked for again at once: a read needs many calls, and with
    /// some of them broken by chance it would never get through.
    /// </summary>
    private const int RepeatsOfUnreadable = 2;

    /// <summary>The answer to a request that must succeed.</summary>
    public async Task<ClickUpAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        var (answer, error) = await SendAsync(path, JsonValueKind.Object, cancellationToken);
        return answer ?? throw error!.ToException();
    }

    /// <summary>A bare array, as some newer endpoints answer, or null where what the path names is gone or out of the token's sight.</summary>
    public Task<ClickUpAnswer?> FindArrayAsync(string path, CancellationToken cancellationToken) =>
        FindAsync(path, JsonValueKind.Array, cancellationToken);

    /// <summary>The answer of a part of ClickUp that can be switched off; the sentence says how it is switched on.</summary>
    public async Task<ClickUpAnswer> GetFeatureAsync(string path, string howToSwitchOn, CancellationToken cancellationToken)
    {
        var (answer, error) = await SendAsync(path, JsonValueKind.Object, cancellationToken);
        return answer ?? throw error!.ToException(howToSwitchOn);
    }

    /// <summary>The answer, or null where what the path names is gone or out of the token's sight.</summary>
    public Task<ClickUpAnswer?> FindAsync(string path, CancellationToken cancellationToken) =>
        FindAsync(path, JsonValueKind.Object, cancellationToken);

    /// <summary>Whether ClickUp says of this very thing that it was deleted. "You may not see it" is no proof.</summary>
    public async Task<bool> IsDeletedAsync(string path, CancellationToken cancellationToken)
    {
        var (answer, error) = await SendAsync(path, JsonValueKind.Object, cancellationToken);
        using (answer)
        {
            if (answer is not null)
                return answer.Root.Boolean("deleted") == true;
        }

        return error!.ToException() is var problem and (CredentialRejectedException or SourceUnavailableException) ? throw problem : error.IsDeletion;
    }

    /// <summary>The answer to what is sent as JSON, or null where the token may not do that.</summary>
    public async Task<ClickUpAnswer?> PostAsync(string path, Action<Utf8JsonWriter> body, CancellationToken cancellationToken)
    {
        using var written = new MemoryStream();
        await using (var json = new Utf8JsonWriter(written))
            body(json);
        var (answer, error) = await SendAsync(HttpMethod.Post, path, JsonContent(written.ToArray()), JsonValueKind.Object, cancellationToken);
        if (answer is not null || error!.IsGoneOrOutOfSight)
            return answer;
        throw error.ToException();
    }

    /// <summary>Deletes what the path names. It may be gone already.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var (answer, error) = await SendAsync(HttpMethod.Delete, path, JsonContent([]), JsonValueKind.Object, cancellationToken);
        using (answer)
        {
            if (error is { IsGoneOrOutOfSight: false })
                throw error.ToException();
        }
    }

    private async Task<ClickUpAnswer?> FindAsync(string path, JsonValueKind kind, CancellationToken cancellationToken)
    {
        var (answer, error) = await SendAsync(path, kind, cancellationToken);
        if (answer is not null || error!.IsGoneOrOutOfSight)
            return answer;
        throw error.ToException();
    }

    // ClickUp's specification demands a Content-Type on many GET requests, and .NET attaches that header to a body only.
    private async Task<(ClickUpAnswer? Answer, ClickUpError? Error)> SendAsync(string path, JsonValueKind kind, CancellationToken cancellationToken)
    {
        for (var repeats = 0; ; repeats++)
        {
            try
            {
                return await SendAsync(HttpMethod.Get, path, JsonContent([]), kind, cancellationToken);
            }
            catch (SourceUnavailableException e) when (e.InnerException is JsonException && repeats < RepeatsOfUnreadable)
            {
                // By chance, perhaps.
            }
        }
    }

    private async Task<(ClickUpAnswer? Answer, ClickUpError? Error)> SendAsync(
        HttpMethod method, string path, HttpContent content, JsonValueKind kind, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return (null, await ClickUpError.ReadAsync(response, path, cancellationToken));

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
            if (document.RootElement.ValueKind == kind)
                return (new ClickUpAnswer(document, response.Headers.Date) { Permits = PermitsOf(response) }, null);
            document.Dispose();
            throw new JsonException($"An {kind} was expected.");
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

    private static int? PermitsOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-RateLimit-Limit", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var permits) && permits > 0 ? permits : null;

    private static ByteArrayContent JsonContent(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}

/// <summary>A JSON object that ClickUp answered with. Its elements live until it is disposed of.</summary>
internal sealed class ClickUpAnswer(JsonDocument document, DateTimeOffset? serverTime) : IDisposable
{
    public JsonElement Root => document.RootElement;

    /// <summary>When the answer was made, by ClickUp's clock.</summary>
    public DateTimeOffset? ServerTime { get; } = serverTime;

    /// <summary>How many calls a minute this token may make, as the answer's header says.</summary>
    public int? Permits { get; init; }

    /// <summary>
    /// The array that the answer is about. An answer without it is unreadable: taking it for empty would lose records
    /// without a word.
    /// </summary>
    public JsonElement Rows(string name) =>
        Root.TryGetProperty(name, out var rows) && rows.ValueKind == JsonValueKind.Array ? rows : throw ClickUpErrors.Unreadable();

    public void Dispose() => document.Dispose();
}
