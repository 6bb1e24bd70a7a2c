using BlinkSaaS.Sources;

namespace BlinkSaaS.Web.Features.SignIns;

/// <summary>The button that leads to the source's own sign-in; nothing where the source does not offer it.</summary>
/// <param name="Source">The source.</param>
/// <param name="Address">The form's address; the button posts to its handler SignIn.</param>
/// <param name="IsSignedIn">Whether the draft holds the token of a sign-in.</param>
/// <param name="Problem">Why the last one came to nothing.</param>
public sealed record ContinueView(SourceDescriptor Source, string Address, bool IsSignedIn, string? Problem)
{
    /// <summary>Where the button posts.</summary>
    public string PostAddress => $"{Address}{(Address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler=SignIn";
}
