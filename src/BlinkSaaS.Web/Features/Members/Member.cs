using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>A person in a workspace.</summary>
public sealed class Member : ITenantOwned
{
    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>The workspace.</summary>
    public Workspace? Workspace { get; set; }

    /// <summary>The person.</summary>
    public Guid UserId { get; set; }

    /// <summary>The person.</summary>
    public AppUser? User { get; set; }

    /// <summary>What they may do.</summary>
    public MemberRole Role { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset JoinedAt { get; set; }
}

/// <summary>What a member may do, the mightiest first.</summary>
public enum MemberRole
{
    /// <summary>Everything an admin may, and the workspace itself.</summary>
    Owner,

    /// <summary>Manages members, teams and the connections that are shared with them.</summary>
    Admin,

    /// <summary>Creates connections and uses those shared with them.</summary>
    Member,

    /// <summary>Reads what is shared with them.</summary>
    Viewer,
}
