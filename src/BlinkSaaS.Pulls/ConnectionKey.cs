namespace BlinkSaaS.Pulls;

/// <summary>Names a connection everywhere in the engine.</summary>
/// <param name="WorkspaceId">The tenant: leads every key.</param>
/// <param name="ConnectionId">Unique within the workspace.</param>
public readonly record struct ConnectionKey(long WorkspaceId, int ConnectionId)
{
    /// <inheritdoc />
    public override string ToString() => $"{WorkspaceId}/{ConnectionId}";
}
