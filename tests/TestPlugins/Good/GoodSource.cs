using System.Net;
using System.Text.Json;

namespace BlinkSaaS.TestPlugins;

/// <summary>Behaves.</summary>
public sealed class GoodSource : SourceForTests
{
    public override SourceDescriptor Describe() => Descriptor("good");

    public override async Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(new Uri("me", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new CredentialRejectedException("The API Token is not valid. Enter another one.");
        if (response.StatusCode == HttpStatusCode.Forbidden)
            throw new AccessDeniedException("The API Token cannot see the account. Ask for access.");
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return new CheckResult { Account = json.RootElement.GetProperty("name").GetString()!, Sees = [new Sight("Spaces", 3)] };
    }
}
