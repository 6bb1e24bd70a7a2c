namespace BlinkSaaS.Web.Features.SignIns;

/// <summary>What a sign-in at a source is for: a draft, or the token swap of a connection.</summary>
/// <param name="Source">Key of the source.</param>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Draft">Identifier of the draft; null for a token swap.</param>
/// <param name="Connection">Identifier of the connection; null for a draft.</param>
/// <param name="Version">The connection's version when the swap began.</param>
public sealed record SignInTarget(string Source, long WorkspaceId, string? Draft, string? Connection, uint Version)
{
    /// <summary>For a draft.</summary>
    public static SignInTarget ForDraft(string source, long workspaceId, string draft) => new(source, workspaceId, draft, null, 0);

    /// <summary>For the token swap of a connection.</summary>
    public static SignInTarget ForConnection(string source, long workspaceId, string connection, uint version) => new(source, workspaceId, null, connection, version);
}
