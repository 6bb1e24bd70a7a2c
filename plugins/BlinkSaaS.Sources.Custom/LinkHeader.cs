using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.Custom;

/// <summary>Reads <c>Link: &lt;address&gt;; rel="next"</c>.</summary>
internal static partial class LinkHeader
{
    public static string? Next(HttpResponseMessage response) => response.Headers.TryGetValues("Link", out var values)
        ? values.SelectMany(value => LinkPattern().Matches(value))
            .FirstOrDefault(link => RelationPattern().IsMatch(link.Groups["parameters"].Value))?.Groups["address"].Value
        : null;

    [GeneratedRegex("""<(?<address>[^>]*)>(?<parameters>(?:\s*;\s*[^=,;\s]+(?:\s*=\s*(?:"[^"]*"|[^",;\s]*))?)*)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LinkPattern();

    [GeneratedRegex(""";\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=[\s;]|$))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RelationPattern();
}
