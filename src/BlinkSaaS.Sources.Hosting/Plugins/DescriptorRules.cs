using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>What must hold for a descriptor before anything is built on it.</summary>
internal static partial class DescriptorRules
{
    private const int MaxFields = 20;
    private const int MaxChoices = 100;
    private const int MaxStreams = 200;

    /// <exception cref="PluginUnusableException">The first rule that does not hold.</exception>
    public static SourceDescriptor Check(SourceDescriptor descriptor, PluginManifest manifest)
    {
        Require(descriptor.Key == manifest.Key, $"its key is \"{Cut(descriptor.Key)}\", and plugin.json says \"{manifest.Key}\"");
        Require(ManifestReader.KeyPattern().IsMatch(descriptor.Key), "its key must be 2 to 40 characters of a-z, 0-9 and -");
        Require(IsLine(descriptor.Name, 60), "its name must be one line of 1 to 60 characters");
        Require(IsLine(descriptor.Description, 200), "its description must be one line of 1 to 200 characters");
        CheckBaseAddress(descriptor, manifest);
        CheckFields(descriptor.Fields);
        TypedAddressRules.Check(descriptor, manifest);
        CheckAuthorization(descriptor.Authorization, descriptor.Fields);
        OAuthRules.Check(descriptor);
        CheckRateLimit(descriptor.RateLimit);
        CheckStreams(descriptor.Streams);
        return descriptor;
    }

    private static void CheckStreams(IReadOnlyList<StreamDescriptor> streams)
    {
        Require(streams.Count <= MaxStreams, $"it has more than {MaxStreams} streams");
        Require(streams.DistinctBy(stream => stream.Name, StringComparer.Ordinal).Count() == streams.Count, "it has two streams with one name");
        foreach (var stream in streams)
        {
            Require(stream.Name is { Length: <= 60 } && StreamNamePattern().IsMatch(stream.Name), "the name of a stream must be 1 to 60 characters of a-z, 0-9 and _");
            Require(IsLine(stream.Title, 60), $"stream {stream.Name} must have a title of 1 to 60 characters");
            Require(stream.Cost is null || IsLine(stream.Cost, 300), $"the cost of stream {stream.Name} must be one line of at most 300 characters");
        }
    }

    [GeneratedRegex("^[a-z0-9_]+$")]
    private static partial Regex StreamNamePattern();

    private static void CheckBaseAddress(SourceDescriptor descriptor, PluginManifest manifest)
    {
        var address = descriptor.BaseAddress;
        Require(address is { IsAbsoluteUri: true } && address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort,
            "its base address must be an absolute https address without a port");
        Require(address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0 && address.AbsolutePath.EndsWith('/'),
            "its base address must end with a slash and have no user, query or fragment");
        Require(descriptor.BaseAddressField is not null || manifest.Hosts.Contains(address.IdnHost, StringComparer.Ordinal),
            $"its base address is on {Cut(address.IdnHost)}, which is not among the hosts of plugin.json");
    }

    private static void CheckFields(IReadOnlyList<CredentialField> fields)
    {
        Require(fields.Count <= MaxFields, $"it has more than {MaxFields} fields");
        Require(fields.DistinctBy(field => field.Key, StringComparer.OrdinalIgnoreCase).Count() == fields.Count, "it has two fields with one key");
        foreach (var field in fields)
        {
            Require(field.Key is not null && FieldKeyPattern().IsMatch(field.Key), "the key of a field must be 1 to 40 characters of a-z, A-Z and 0-9");
            Require(IsLine(field.Label, 100), $"field {field.Key} must have a label of 1 to 100 characters");
            Require(Enum.IsDefined(field.Kind), $"field {field.Key} is of an unknown kind");
            Require(field.Help is null || IsLine(field.Help, 300), $"the help of field {field.Key} must be one line of at most 300 characters");
            Require(field.PatternMessage is null || IsLine(field.PatternMessage, 300), $"the pattern message of field {field.Key} must be one line of at most 300 characters");
            Require(field.MaxLength is >= 1 and <= 10_000, $"the longest value of field {field.Key} must be 1 to 10,000 characters");
            Require(field.Kind != CredentialFieldKind.Choice || field.Choices.Count is > 0 and <= MaxChoices, $"field {field.Key} must offer 1 to {MaxChoices} choices");
            Require(field.Choices.All(choice => IsLine(choice, 200)), $"a choice of field {field.Key} must be one line of 1 to 200 characters");
            CheckPattern(field);
        }
    }

    private static void CheckPattern(CredentialField field)
    {
        if (field.Pattern is null)
            return;
        Require(field.Pattern.Length is > 0 and <= 500, $"the pattern of field {field.Key} must have at most 500 characters");
        try
        {
            _ = CredentialValidation.PatternOf(field);
        }
        catch (ArgumentException)
        {
            Require(false, $"the pattern of field {field.Key} is not a regular expression");
        }
    }

    internal static void CheckAuthorization(SourceAuthorization authorization, IReadOnlyList<CredentialField> fields)
    {
        switch (authorization)
        {
            case HeaderAuthorization header:
                Require(IsOwnHeader(header.Name), "the header of its authorization has a name that cannot be used");
                Require(header.Format is { Length: <= 200 } format && FormatPattern().IsMatch(format), "the format of its authorization must hold {0} once, in printable characters");
                RequireSecret(fields, header.Field);
                break;
            case QueryAuthorization query:
                Require(IsOwnParameter(query.Name), "the parameter of its authorization has a name that cannot be used");
                RequireSecret(fields, query.Field);
                break;
            case BasicAuthorization basic:
                Require(basic.UserField is not null || basic.PasswordField is not null, "its authorization names no field");
                if (basic.PasswordField is not null)
                    RequireSecret(fields, basic.PasswordField);
                if (basic.UserField is not null)
                    Require(basic.UserField != basic.PasswordField && KindOf(fields, basic.UserField) is CredentialFieldKind.Text or CredentialFieldKind.Secret, "the user of its authorization must be a field of text or a secret");
                Require(basic.PasswordField is not null || KindOf(fields, basic.UserField!) == CredentialFieldKind.Secret, "its authorization holds no secret");
                break;
            case ChosenAuthorization chosen:
                ChosenAuthorizationRules.Check(chosen, fields);
                break;
            default:
                Require(authorization is NoAuthorization, "it does not say how its calls are authorized");
                break;
        }
    }

    private static void CheckRateLimit(RateLimit limit)
    {
        Require(limit is not null, "it states no rate limit");
        Require(limit!.Permits is >= 1 and <= 1_000_000, "its rate limit must permit 1 to 1,000,000 calls");
        Require(limit.Window >= TimeSpan.FromSeconds(1) && limit.Window <= TimeSpan.FromDays(1), "the window of its rate limit must be 1 second to 1 day");
        Require(limit.MaxConcurrency is >= 1 and <= 100, "its rate limit must permit 1 to 100 calls at once");
        foreach (var name in new[] { limit.LimitHeader, limit.RemainingHeader, limit.ResetHeader })
            Require(name is null || IsHeaderName(name), "a header of its rate limit has a name that cannot be used");
    }

    private static readonly HashSet<string> s_reservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "Expect", "Upgrade", "Trailer", "TE",
    };

    internal static CredentialFieldKind? KindOf(IReadOnlyList<CredentialField> fields, string key) =>
        fields.FirstOrDefault(field => field.Key == key)?.Kind;

    private static void RequireSecret(IReadOnlyList<CredentialField> fields, string key) =>
        Require(KindOf(fields, key) == CredentialFieldKind.Secret, $"its authorization names the field \"{Cut(key)}\", which is not a secret field of it");

    private static bool IsLine(string? text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Any(char.IsControl);

    /// <summary>Whether a secret can go into a header of that name.</summary>
    internal static bool IsOwnHeader(string? name) => IsHeaderName(name) && !s_reservedHeaders.Contains(name!);

    /// <summary>Whether a secret can go into a parameter of that name.</summary>
    internal static bool IsOwnParameter(string? name) => name is not null && ParameterPattern().IsMatch(name);

    private static bool IsHeaderName(string? name) => name is not null && HeaderPattern().IsMatch(name);

    private static string Cut(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60];

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw PluginUnusableException.Malfunctioned($"Its description of itself is not sound: {otherwise}. Ask the plugin's publisher for a corrected version.");
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9]{1,40}\z")]
    internal static partial Regex FieldKeyPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,60}\z")]
    private static partial Regex HeaderPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,60}\z")]
    private static partial Regex ParameterPattern();

    [GeneratedRegex(@"\A[ !-z|~]*\{0\}[ !-z|~]*\z")]
    internal static partial Regex FormatPattern();
}
