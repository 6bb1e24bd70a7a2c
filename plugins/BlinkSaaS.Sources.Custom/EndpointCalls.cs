using System.Globalization;
using System.Net;
using System.Text.Json;

namespace BlinkSaaS.Sources.Custom;

/// <summary>Asks the endpoint for pages, and knows how the next one is asked for.</summary>
internal sealed class EndpointCalls(ISourceContext context, Mapping mapping)
{
    private readonly Uri _endpoint = context.Http.BaseAddress!;

    /// <summary>The first page: of everything, or of what changed since.</summary>
    public Uri First(string? since)
    {
        var address = _endpoint;
        if (mapping.SizeParameter is { } size)
            address = With(address, size, Invariant(mapping.PageSize));
        if (since is not null)
            address = With(address, mapping.CursorParameter!, since);
        return mapping.Paging switch
        {
            Paging.Page => With(address, mapping.PageParameter, Invariant(mapping.FirstPage)),
            Paging.Offset => With(address, mapping.PageParameter, "0"),
            _ => address,
        };
    }

    /// <summary>A page whose path and query a checkpoint has kept. Two slashes at its beginning name no host.</summary>
    public Uri At(string pathAndQuery) => new(_endpoint.GetLeftPart(UriPartial.Authority) + pathAndQuery);

    /// <exception cref="SourceUnavailableException">The answer is not one of this endpoint as it was described.</exception>
    public async Task<EndpointPage> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        ThrowIfRefused(response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        JsonDocument document;
        try
        {
            document = await JsonDocument.ParseAsync(body, default, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new SourceUnavailableException("The endpoint answered something that is not JSON. Check that the API Endpoint is the address of the data, not of a web page.", inner: e);
        }

        try
        {
            var rows = Rows(document.RootElement);
            return new EndpointPage(document, rows, Next(address, document.RootElement, rows.Count, response));
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    private static void ThrowIfRefused(HttpStatusCode status)
    {
        if ((int)status is >= 200 and < 300)
            return;
        throw (int)status switch
        {
            401 => new CredentialRejectedException("The endpoint refuses the API Key (401). Copy the key again, and check where it goes and under what name."),
            403 => new AccessDeniedException("The endpoint does not let this API Key see the rows (403). Give the key the right to read them."),
            404 => new SourceUnavailableException("There is nothing at the API Endpoint (404). Check the address."),
            >= 300 and < 400 => new SourceUnavailableException($"The endpoint sends callers to another address ({(int)status}). Enter that address as the API Endpoint."),
            _ => new SourceUnavailableException($"The endpoint answered with an error ({(int)status}). Try again later; if it stays so, check the settings of the connection."),
        };
    }

    private IReadOnlyList<JsonElement> Rows(JsonElement root)
    {
        var list = JsonPath.Find(root, mapping.RowsPath);
        if (list.ValueKind == JsonValueKind.Array)
            return [.. list.EnumerateArray()];
        var where = mapping.RowsPath.Length == 0 ? "The answer itself" : $"What the answer has at \"{mapping.RowsPath}\"";
        var found = list.ValueKind == JsonValueKind.Undefined ? "is missing" : "is not a list";
        var names = root.ValueKind == JsonValueKind.Object ? $" The answer has: {string.Join(", ", root.EnumerateObject().Take(20).Select(field => field.Name))}." : "";
        throw new SourceUnavailableException($"{where} {found}. Correct the Path to the rows.{names}");
    }

    private Uri? Next(Uri asked, JsonElement root, int rows, HttpResponseMessage response) => mapping.Paging switch
    {
        // Short pages are no sign of the end, an empty one is.
        Paging.Page when rows > 0 => With(asked, mapping.PageParameter, Invariant(Asked(asked) + 1)),
        Paging.Offset when rows > 0 => With(asked, mapping.PageParameter, Invariant(Asked(asked) + rows)),
        Paging.Cursor => NextCursor(asked, root),
        Paging.Link => LinkHeader.Next(response) is { } next ? AtTheEndpoint(asked, next) : null,
        _ => null,
    };

    private Uri? NextCursor(Uri asked, JsonElement root)
    {
        var cursor = JsonPath.Text(JsonPath.Find(root, mapping.NextPath));
        if (string.IsNullOrEmpty(cursor))
            return null;
        // Some name the next page's whole address in the place of a cursor.
        return cursor.StartsWith("https://", StringComparison.Ordinal) || cursor.StartsWith("http://", StringComparison.Ordinal) || cursor[0] is '/' or '?'
            ? AtTheEndpoint(asked, cursor)
            : With(asked, mapping.PageParameter, cursor);
    }

    /// <summary>A next page on another host would be given the key.</summary>
    private Uri AtTheEndpoint(Uri asked, string next) =>
        Uri.TryCreate(asked, next, out var address) && address.GetLeftPart(UriPartial.Authority) == _endpoint.GetLeftPart(UriPartial.Authority)
            ? address
            : throw new SourceUnavailableException("The endpoint says that its next page is at another address, which is not called with this key. Use an endpoint that keeps its pages to itself.");

    private long Asked(Uri asked) => long.Parse(Parameters(asked).Single(p => p.Name == mapping.PageParameter).Value, CultureInfo.InvariantCulture);

    private static Uri With(Uri address, string name, string value)
    {
        var rest = Parameters(address).Where(p => p.Name != name).Select(p => p.Whole).Append($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
        return new Uri($"{address.GetLeftPart(UriPartial.Path)}?{string.Join('&', rest)}");
    }

    private static IEnumerable<(string Name, string Value, string Whole)> Parameters(Uri address) =>
        from part in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        let pair = part.Split('=', 2)
        select (Uri.UnescapeDataString(pair[0]), pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "", part);

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One answer: its rows, and where the next one is, if there is one.</summary>
internal sealed class EndpointPage(JsonDocument document, IReadOnlyList<JsonElement> rows, Uri? next) : IDisposable
{
    public IReadOnlyList<JsonElement> Rows => rows;

    public Uri? Next => next;

    public void Dispose() => document.Dispose();
}
