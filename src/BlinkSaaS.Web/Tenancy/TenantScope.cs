namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// Whose eyes the database is read with in this request. Set once, from the signed-in person and the workspace of the URL;
/// unset means that nothing owned by a workspace is seen.
/// </summary>
public sealed class TenantScope
{
    /// <summary>The workspace of the URL, once membership was proven; 0 when there is none.</summary>
    public long WorkspaceId { get; private set; }

    /// <summary>The signed-in person; empty when there is none.</summary>
    public Guid UserId { get; private set; }

    /// <summary>Whether it is set.</summary>
    public bool Exists => UserId != Guid.Empty;

    /// <summary>Sets the scope.</summary>
    public void Enter(long workspaceId, Guid userId) => (WorkspaceId, UserId) = (workspaceId, userId);
}
