using System.Text;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>The secrets of one session, and how they are added to a request.</summary>
internal sealed class RequestAuthorization
{
    private readonly SourceDescriptor _source;
    private readonly SourceAuthorization _authorization;
    private readonly SourceCredentials _credentials;

    /// <exception cref="SourceNotUsableException">The way that the person chose cannot be used.</exception>
    public RequestAuthorization(SourceDescriptor source, SourceCredentials credentials)
    {
        _source = source;
        _credentials = credentials;
        _authorization = source.OAuth is { } oauth && credentials.Secrets.ContainsKey(oauth.Authorization.Field) ? oauth.Authorization : Declared();
        Secrets = new SecretText(
            credentials.Secrets.Values, _authorization is BasicAuthorization basic ? [Encode(basic)] : []);
    }

    /// <summary>Takes the secrets out of text.</summary>
    public SecretText Secrets { get; }

    /// <summary>Name of the header that carries the secret; null where none does.</summary>
    public string? HeaderName => _authorization switch
    {
        HeaderAuthorization header => header.Name,
        BasicAuthorization => "Authorization",
        _ => null,
    };

    /// <summary>Value of that header.</summary>
    /// <exception cref="CredentialRejectedException">The secret is missing, or cannot be sent.</exception>
    public string? HeaderValue() => _authorization switch
    {
        HeaderAuthorization header => header.Format.Replace("{0}", Sound(header.Field, asciiOnly: true), StringComparison.Ordinal),
        BasicAuthorization basic => "Basic " + SoundBasic(basic),
        _ => null,
    };

    /// <summary>The address with the secret in its query, where that is where it goes.</summary>
    /// <exception cref="CredentialRejectedException">The secret is missing, or cannot be sent.</exception>
    public Uri Address(Uri address)
    {
        if (_authorization is not QueryAuthorization query)
            return address;
        var separator = address.Query.Length > 1 ? "&" : "?";
        var before = address.GetLeftPart(UriPartial.Path) + (address.Query.Length > 1 ? address.Query : "");
        return new Uri($"{before}{separator}{query.Name}={Uri.EscapeDataString(Sound(query.Field, asciiOnly: false))}");
    }

    private SourceAuthorization Declared() =>
        ChosenWay.Find(_source.Authorization, _credentials.Settings.GetValueOrDefault)
        ?? throw new SourceNotUsableException("Where the key goes, or under what name, cannot be used. Enter it again in the settings of the connection.");

    private string SoundBasic(BasicAuthorization basic)
    {
        if (basic.UserField is not null && Sound(basic.UserField, asciiOnly: false).Contains(':', StringComparison.Ordinal))
            throw new CredentialRejectedException($"The {Label(basic.UserField)} has a colon in it, which cannot be sent. Enter it again.");
        if (basic.PasswordField is not null)
            Sound(basic.PasswordField, asciiOnly: false);
        return Encode(basic);
    }

    private string Encode(BasicAuthorization basic) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Value(basic.UserField)}:{Value(basic.PasswordField)}"));

    private string Sound(string field, bool asciiOnly)
    {
        var value = Value(field);
        if (string.IsNullOrWhiteSpace(value))
            throw new CredentialRejectedException($"The {Label(field)} is missing. Enter it again.");
        if (value.AsSpan().ContainsAny('\r', '\n'))
            throw new CredentialRejectedException($"The {Label(field)} has a line break in it. Copy it again as one line.");
        return SecretText.CanBeSent(value, asciiOnly)
            ? value
            : throw new CredentialRejectedException($"The {Label(field)} has a character in it that cannot be sent. Copy it again.");
    }

    private string Value(string? field) =>
        field is null ? "" : _credentials.Secrets.GetValueOrDefault(field) ?? _credentials.Settings.GetValueOrDefault(field) ?? "";

    private string Label(string key) => _source.Fields.FirstOrDefault(field => field.Key == key)?.Label ?? "token";
}
