namespace BlinkSaaS.Sources.Hosting.SignIns;

/// <summary>What the operator registered at a tool, from <c>Sources:&lt;key&gt;:OAuth</c>.</summary>
public sealed record OAuthClient
{
    /// <summary>The client's identifier.</summary>
    public required string ClientId { get; init; }

    /// <summary>Its secret. Never logged, never handed to a plugin.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>
    /// Where the browser is sent instead of the source's own address: absolute, or relative to the operator's base address. For a
    /// simulator or a proxy.
    /// </summary>
    public string? AuthorizeAddress { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"OAuthClient {{ ClientId = {ClientId} }}";
}
