using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.SignIns;

/// <summary>What came of a code: a token, or what to tell the person.</summary>
/// <param name="Token">The token; null where there is none.</param>
/// <param name="Problem">What is, then what to do next; null where there is a token.</param>
public sealed record OAuthOutcome(string? Token, string? Problem)
{
    /// <inheritdoc />
    public override string ToString() => $"OAuthOutcome {{ Problem = {Problem} }}";
}

/// <summary>
/// Signing in at a tool, for sources that declare it and that the operator has configured a client for: where the browser is
/// sent, and the exchange of the code that it comes back with. Code, token and client secret stay out of every message.
/// </summary>
public sealed class OAuthSignIns(
    SourceCatalog catalog, SourceAddresses addresses, SourceConnections connections, IOptions<SourcesOptions> options, TimeProvider clock)
{
    private const int LongestAnswer = 64 * 1024;
    private const int LongestToken = 4000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whether "Continue with ..." is offered for a source.</summary>
    public bool Offers(string sourceKey) => Find(sourceKey) is not null;

    /// <summary>Where the browser is sent; null where it is not offered.</summary>
    /// <param name="sourceKey">Key of the source.</param>
    /// <param name="returnAddress">Where it is sent back to: the address that the operator registered.</param>
    /// <param name="state">Comes back with it.</param>
    public Uri? AuthorizeAddress(string sourceKey, string returnAddress, string state)
    {
        if (Find(sourceKey) is not { } found)
            return null;
        var fields = new List<KeyValuePair<string, string>>
        {
            new("response_type", "code"), new("client_id", found.Client.ClientId), new("redirect_uri", returnAddress), new("state", state),
        };
        if (found.OAuth.Scopes.Count > 0)
            fields.Add(new("scope", string.Join(' ', found.OAuth.Scopes)));
        var address = AuthorizeBase(sourceKey, found);
        var query = string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        return new Uri($"{address.GetLeftPart(UriPartial.Path)}{(address.Query.Length > 1 ? address.Query + "&" : "?")}{query}");
    }

    /// <summary>Scheme, host and port that the browser is sent to, for the page's policy; null where it is not offered.</summary>
    public string? AuthorizeOrigin(string sourceKey) =>
        Find(sourceKey) is { } found ? AuthorizeBase(sourceKey, found).GetLeftPart(UriPartial.Authority) : null;

    /// <summary>Exchanges the code for a token. Expected failures are outcomes.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<OAuthOutcome> ExchangeAsync(string sourceKey, string code, string returnAddress, CancellationToken cancellationToken)
    {
        if (Find(sourceKey) is not { } found)
            return new OAuthOutcome(null, "Signing in with this source is not offered here any more. Enter a token instead.");
        using var timeOut = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeOut.Token);
        try
        {
            using var request = Request(sourceKey, found, code, returnAddress);
            using var invoker = new HttpMessageInvoker(connections.For(sourceKey, addresses.Find(sourceKey)), disposeHandler: false);
            using var response = await invoker.SendAsync(request, either.Token);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, either.Token);
            return await ReadAsync(found, response, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or PrivateAddressException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new OAuthOutcome(null, $"{found.Name} could not be reached to finish signing in. Nothing was changed. Try again in a minute.");
        }
    }

    private static async Task<OAuthOutcome> ReadAsync(Configured found, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500)
            return new OAuthOutcome(null, $"{found.Name} cannot finish signing in at the moment. Nothing was changed. Try again in a minute.");
        if (response.IsSuccessStatusCode && await TokenAsync(found.OAuth, response, cancellationToken) is { } token)
            return new OAuthOutcome(token, null);
        return new OAuthOutcome(null, $"{found.Name} did not accept the sign-in: it may have taken too long. Continue with {found.Name} again; if it fails again, ask whoever runs this BlinkSaaS.");
    }

    private static async Task<string?> TokenAsync(OAuthSignIn oauth, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty(oauth.TokenProperty, out var value)
                && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestToken } token
                && SecretText.CanBeSent(token, asciiOnly: true) ? token : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(string sourceKey, Configured found, string code, string returnAddress)
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["client_id"] = found.Client.ClientId, ["client_secret"] = found.Client.ClientSecret, ["code"] = code, ["redirect_uri"] = returnAddress,
        };
        return new HttpRequestMessage(HttpMethod.Post, new Uri(addresses.Find(sourceKey) ?? found.BaseAddress, found.OAuth.TokenPath))
        {
            Content = found.OAuth.Body == OAuthBody.Json ? JsonContent.Create(fields) : new FormUrlEncodedContent(fields),
            Headers = { { "Accept", "application/json" }, { "User-Agent", "BlinkSaaS/1.0" } },
        };
    }

    private Uri AuthorizeBase(string sourceKey, Configured found) => found.Client.AuthorizeAddress is { Length: > 0 } own
        ? new Uri(addresses.Find(sourceKey) ?? found.BaseAddress, own)
        : found.OAuth.AuthorizeAddress;

    private Configured? Find(string sourceKey) =>
        catalog.Find(sourceKey) is { Descriptor: { OAuth: { } oauth } descriptor } && options.Value.OAuthClients.TryGetValue(sourceKey, out var client)
            ? new Configured(descriptor.Name, descriptor.BaseAddress, oauth, client)
            : null;

    private sealed record Configured(string Name, Uri BaseAddress, OAuthSignIn OAuth, OAuthClient Client);
}
