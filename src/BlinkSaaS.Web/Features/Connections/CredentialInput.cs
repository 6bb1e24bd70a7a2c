using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>What a person typed into the fields of a source, sorted into what is secret and what is not.</summary>
public sealed record CredentialInput(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets)
{
    /// <summary>
    /// Trims and sorts. A secret that was left empty keeps the one typed before, since it is never rendered again.
    /// </summary>
    public static CredentialInput From(SourceDescriptor source, IReadOnlyDictionary<string, string?> typed, IReadOnlyDictionary<string, string> secretsBefore)
    {
        var trimmed = CredentialValidation.Trim(source, typed);
        var secretKeys = source.Fields.Where(f => f.Kind == CredentialFieldKind.Secret).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var secrets = secretsBefore.Where(s => secretKeys.Contains(s.Key) || s.Key == source.OAuth?.Authorization.Field).ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in trimmed.Where(v => secretKeys.Contains(v.Key)))
        {
            secrets[key] = value;
            // A token that is typed takes the place of a sign-in.
            if (source.OAuth is { } oauth && oauth.InsteadOf.Contains(key))
                secrets.Remove(oauth.Authorization.Field);
        }

        return new CredentialInput(trimmed.Where(v => !secretKeys.Contains(v.Key)).ToDictionary(StringComparer.Ordinal), secrets);
    }

    /// <summary>The token of a sign-in at the source, in the place of the secrets that it stands for.</summary>
    public static CredentialInput SignedIn(SourceDescriptor source, string token, IReadOnlyDictionary<string, string> secretsBefore)
    {
        var secrets = secretsBefore.Where(s => !source.OAuth!.InsteadOf.Contains(s.Key)).ToDictionary(StringComparer.Ordinal);
        secrets[source.OAuth!.Authorization.Field] = token;
        return new CredentialInput(new Dictionary<string, string>(), secrets);
    }

    /// <summary>What is wrong, by key of the field.</summary>
    public IReadOnlyDictionary<string, string> Problems(SourceDescriptor source) => CredentialValidation.Validate(
        source, Settings.Concat(Secrets).ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal));
}
