namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Adds the secret to a copy of the request: the plugin holds the original and can read it after the call, so the secret is
/// never written there.
/// </summary>
internal sealed class AuthorizationHandler(RequestAuthorization authorization) : AsyncOnlyHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(Authorized(request), cancellationToken);
        response.RequestMessage = request;
        return response;
    }

    private HttpRequestMessage Authorized(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, authorization.Address(request.RequestUri!))
        {
            Content = request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach (var (name, values) in request.Headers.NonValidated)
            if (!IsTheHosts(name))
                copy.Headers.TryAddWithoutValidation(name, values);
        foreach (var (key, value) in (IDictionary<string, object?>)request.Options)
            ((IDictionary<string, object?>)copy.Options)[key] = value;
        if (authorization.HeaderName is { } header)
            copy.Headers.TryAddWithoutValidation(header, authorization.HeaderValue());
        return copy;
    }

    /// <summary>Headers that a plugin cannot set: who is asked, and with what secret.</summary>
    private bool IsTheHosts(string name) =>
        name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals(authorization.HeaderName, StringComparison.OrdinalIgnoreCase);
}
