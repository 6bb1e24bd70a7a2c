using System.Net;
using System.Text.Json;
using BlinkSaaS.Sources;

namespace Acme.Sources.Example;

/// <summary>Sends a request and turns what is no answer into an error that says what to do.</summary>
internal static class ExampleApi
{
    /// <summary>Asks for a path below the base address. The host adds the token and waits for the budget.</summary>
    public static async Task<JsonDocument> GetAsync(ISourceContext context, string path, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.Unauthorized:
                throw new CredentialRejectedException("The token is not accepted. Create a new one in Example under Settings > API.");
            case HttpStatusCode.Forbidden:
                throw new AccessDeniedException("The token may not read this. Ask an admin of your Example account for access.");
            default:
                throw new SourceUnavailableException($"Example answered {(int)response.StatusCode}. The pull goes on later by itself.");
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        }
        catch (JsonException problem)
        {
            throw new SourceUnavailableException("Example's answer was no JSON. The pull goes on later by itself.", inner: problem);
        }
    }
}
