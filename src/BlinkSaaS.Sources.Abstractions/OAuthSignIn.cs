namespace BlinkSaaS.Sources;

/// <summary>
/// Signing in at the tool itself instead of copying a secret: OAuth 2.0 with an authorization code. Offered where the operator
/// of the host has configured a client for the source. The host does all of it; the plugin never sees client secret, code or token.
/// </summary>
/// <remarks>
/// For tokens that do not expire: there is no refresh in this version of the contract. A token that the API refuses later is a
/// rejected credential like any other, and the person signs in again.
/// </remarks>
public sealed record OAuthSignIn
{
    /// <summary>
    /// Absolute https address that the person's browser is sent to. The host adds <c>response_type=code</c>, <c>client_id</c>,
    /// <c>redirect_uri</c>, <c>state</c> and, where there are any, <c>scope</c>.
    /// </summary>
    public required Uri AuthorizeAddress { get; init; }

    /// <summary>
    /// Path of the token endpoint, relative to <see cref="SourceDescriptor.BaseAddress"/>. The host posts <c>grant_type</c>,
    /// <c>client_id</c>, <c>client_secret</c>, <c>code</c> and <c>redirect_uri</c> there.
    /// </summary>
    public required string TokenPath { get; init; }

    /// <summary>How the fields are sent to the token endpoint.</summary>
    public OAuthBody Body { get; init; } = OAuthBody.Form;

    /// <summary>Property of the answer, a JSON object, that holds the token as text.</summary>
    public string TokenProperty { get; init; } = "access_token";

    /// <summary>What is asked for, as the tool names it; joined by spaces. Empty where the tool knows no scopes.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>
    /// How requests of such a connection are authorized, in the place of <see cref="SourceDescriptor.Authorization"/>. Its field
    /// is the key under which the host keeps the token, and none of <see cref="SourceDescriptor.Fields"/>.
    /// </summary>
    public required HeaderAuthorization Authorization { get; init; }

    /// <summary>Keys of the fields that whoever signed in like this leaves empty: at least one, all of them secrets.</summary>
    public required IReadOnlyList<string> InsteadOf { get; init; }
}

/// <summary>How fields are sent to a token endpoint.</summary>
public enum OAuthBody
{
    /// <summary><c>application/x-www-form-urlencoded</c>.</summary>
    Form,

    /// <summary>A JSON object of texts.</summary>
    Json,
}
