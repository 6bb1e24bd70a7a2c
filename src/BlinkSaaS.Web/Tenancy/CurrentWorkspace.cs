using BlinkSaaS.Web.Features.Members;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>The workspace of the URL and the person in it. Filled before a workspace page runs.</summary>
public sealed class CurrentWorkspace
{
    private Membership? _membership;

    /// <summary>Whether the request is inside a workspace.</summary>
    public bool Exists => _membership is not null;

    /// <summary>Identifier.</summary>
    public long Id => Membership.WorkspaceId;

    /// <summary>Part of the URL.</summary>
    public string Slug => Membership.Slug;

    /// <summary>Shown in the header.</summary>
    public string Name => Membership.WorkspaceName;

    /// <summary>The signed-in person.</summary>
    public Guid UserId => Membership.UserId;

    /// <summary>What colleagues call the person.</summary>
    public string UserName => Membership.UserName;

    /// <summary>What the person is in this workspace.</summary>
    public MemberRole Role => Membership.Role;

    /// <summary>When it is removed, where it is being deleted: then it has one page only.</summary>
    public DateTimeOffset? PurgeAt => Membership.PurgeAt;

    /// <summary>May add connections and use what is seen.</summary>
    public bool MayCreateConnections => Role <= MemberRole.Member;

    /// <summary>May manage members, teams and every connection that is seen.</summary>
    public bool IsAdmin => Role <= MemberRole.Admin;

    private Membership Membership => _membership ?? throw new InvalidOperationException("This request is not inside a workspace.");

    /// <summary>Enters the workspace.</summary>
    public void Enter(Membership membership) => _membership = membership;
}

/// <summary>A person in a workspace, as one query reads it.</summary>
public sealed record Membership(long WorkspaceId, string Slug, string WorkspaceName, Guid UserId, string UserName, MemberRole Role, bool RequiresSecondFactor = false, DateTimeOffset? PurgeAt = null);
