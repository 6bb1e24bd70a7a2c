namespace BlinkSaaS.Web.Tenancy;

/// <summary>Belongs to one workspace. The context filters it by the current one, and its key begins with it.</summary>
public interface ITenantOwned
{
    /// <summary>The workspace.</summary>
    long WorkspaceId { get; }
}
