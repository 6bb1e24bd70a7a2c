namespace BlinkSaaS.Sources;

/// <summary>What a source is, before any credential is known.</summary>
public sealed record SourceDescriptor
{
    /// <summary>Stable and unique: 2 to 40 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>. Part of URLs.</summary>
    public required string Key { get; init; }

    /// <summary>The tool's name as its maker writes it, at most 60 characters.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for the card of the source, at most 200 characters.</summary>
    public required string Description { get; init; }

    /// <summary>Absolute https address that ends with a slash; paths of requests are relative to it.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>
    /// Since 1.1. Key of a required <see cref="CredentialFieldKind.Url"/> field whose value is each connection's base address, in
    /// the place of <see cref="BaseAddress"/>, which is then never called. Null where all connections call the same.
    /// </summary>
    /// <remarks>
    /// The address is taken as it was typed, query included, with or without a slash at its end: <c>Http.BaseAddress</c> of the
    /// context says it. It is https, on whatever port, unless the operator permits another. Its host is the only one that the
    /// connection may call, and never one of a private network; <c>hosts</c> of plugin.json is empty.
    /// </remarks>
    public string? BaseAddressField { get; init; }

    /// <summary>How the host adds the secret to a request.</summary>
    public required SourceAuthorization Authorization { get; init; }

    /// <summary>Signing in at the tool instead of copying a secret; null where it cannot be done.</summary>
    public OAuthSignIn? OAuth { get; init; }

    /// <summary>What the person is asked for, in this order.</summary>
    public required IReadOnlyList<CredentialField> Fields { get; init; }

    /// <summary>
    /// Streams that every account has, as <see cref="ISource.DiscoverAsync"/> lists them: shown where streams are chosen, before any
    /// credential is known. Empty where that can be told only with one; then all that are selected by default are pulled.
    /// </summary>
    public IReadOnlyList<StreamDescriptor> Streams { get; init; } = [];

    /// <summary>The rate that is safe before any answer came, and the headers that then tell the truth.</summary>
    public required RateLimit RateLimit { get; init; }
}

/// <summary>How the host adds the secret to each request. The plugin never sees it.</summary>
public abstract record SourceAuthorization
{
    private protected SourceAuthorization() { }
}

/// <summary>The secret in a header.</summary>
/// <param name="Name">Name of the header, for example <c>Authorization</c>.</param>
/// <param name="Field">Key of the secret field.</param>
/// <param name="Format">The value, with <c>{0}</c> where the secret goes: <c>{0}</c> or <c>Bearer {0}</c>.</param>
public sealed record HeaderAuthorization(string Name, string Field, string Format = "{0}") : SourceAuthorization;

/// <summary>The secret as a parameter of the query.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Field">Key of the secret field.</param>
public sealed record QueryAuthorization(string Name, string Field) : SourceAuthorization;

/// <summary>HTTP Basic: user name and password are fields; either may be left out (null) and is then empty.</summary>
/// <param name="UserField">Key of the field with the user name.</param>
/// <param name="PasswordField">Key of the field with the password.</param>
public sealed record BasicAuthorization(string? UserField, string? PasswordField) : SourceAuthorization;

/// <summary>The API needs no credential.</summary>
public sealed record NoAuthorization : SourceAuthorization;

/// <summary>Since 1.1. The person says in what way the API wants the secret.</summary>
/// <param name="Field">Key of a <see cref="CredentialFieldKind.Choice"/> field. While it is empty, the first of the ways is used.</param>
/// <param name="Ways">One for each choice of the field.</param>
public sealed record ChosenAuthorization(string Field, IReadOnlyList<AuthorizationWay> Ways) : SourceAuthorization;

/// <summary>Since 1.1. One way to add the secret that a person can choose.</summary>
/// <param name="Choice">The choice of the field.</param>
/// <param name="Authorization">What is then done; no <see cref="ChosenAuthorization"/>.</param>
/// <param name="NameField">
/// Key of a text field. What is typed there is the name of the header or parameter; while it is empty, the name in
/// <paramref name="Authorization"/> is. The host permits the names that a plugin may use itself.
/// </param>
public sealed record AuthorizationWay(string Choice, SourceAuthorization Authorization, string? NameField = null);

/// <summary>One input of the form under Set Up Credentials.</summary>
public sealed record CredentialField
{
    /// <summary>Stable within the source: <c>a-z</c>, <c>A-Z</c>, <c>0-9</c>, at most 40 characters.</summary>
    public required string Key { get; init; }

    /// <summary>The label, as the tool itself calls the thing: "API Token".</summary>
    public required string Label { get; init; }

    /// <summary>What can be typed.</summary>
    public CredentialFieldKind Kind { get; init; } = CredentialFieldKind.Text;

    /// <summary>Whether the form can be finished without it.</summary>
    public bool Required { get; init; } = true;

    /// <summary>One sentence under the input.</summary>
    public string? Help { get; init; }

    /// <summary>A regular expression (.NET, whole value, 100 ms at most) that a sound value matches.</summary>
    public string? Pattern { get; init; }

    /// <summary>What to say when the value does not match <see cref="Pattern"/>; a sentence that says what to do.</summary>
    public string? PatternMessage { get; init; }

    /// <summary>The choices, for <see cref="CredentialFieldKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Longest value in characters.</summary>
    public int MaxLength { get; init; } = 2000;
}

/// <summary>What a credential field takes. All values travel as invariant text.</summary>
public enum CredentialFieldKind
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>One line of text, stored encrypted, never shown again, never handed to the plugin.</summary>
    Secret,

    /// <summary>An absolute http or https address.</summary>
    Url,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>One of <see cref="CredentialField.Choices"/>.</summary>
    Choice,
}

/// <summary>How many calls the API permits a credential.</summary>
public sealed record RateLimit
{
    /// <summary>Calls in a window that are safe before any header was read.</summary>
    public required int Permits { get; init; }

    /// <summary>Length of the window.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Most calls in flight at once that the API bears.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Header with the calls permitted in a window, where the API sends one.</summary>
    public string? LimitHeader { get; init; }

    /// <summary>Header with the calls left in the window.</summary>
    public string? RemainingHeader { get; init; }

    /// <summary>Header with the end of the window as Unix time in seconds.</summary>
    public string? ResetHeader { get; init; }
}

/// <summary>What the credential turned out to be.</summary>
public sealed record CheckResult
{
    /// <summary>Whose credential it is: "Mara Quill" or "Mara Quill, Acme".</summary>
    public required string Account { get; init; }

    /// <summary>What it sees, for example "ClickUp Workspaces" 2, "Spaces" 6.</summary>
    public IReadOnlyList<Sight> Sees { get; init; } = [];

    /// <summary>Calls that a first pull of the default streams will need, where that can be told.</summary>
    public int? EstimatedCalls { get; init; }

    /// <summary>The plan that the account is on, as the tool names it: "Business Plus". Null where the API does not say.</summary>
    public string? Plan { get; init; }

    /// <summary>Calls permitted in a window of <see cref="RateLimit.Window"/>, as the API's own answers say; null where they do not.</summary>
    public int? Permits { get; init; }

    /// <summary>Sentences on what it will not see, though somebody might expect it.</summary>
    public IReadOnlyList<string> NotSeen { get; init; } = [];

    /// <summary>Sentences a person should read before going on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>How many of one kind of thing a credential sees.</summary>
/// <param name="What">The tool's own word, in the plural.</param>
/// <param name="Count">How many.</param>
public sealed record Sight(string What, long Count);
