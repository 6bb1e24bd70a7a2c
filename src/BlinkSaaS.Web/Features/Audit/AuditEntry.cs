using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Audit;

/// <summary>Who did what to whom, and when. Written once, with the change itself; never changed.</summary>
public sealed class AuditEntry : ITenantOwned
{
    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>Version 7: rises with time, so that pages go by it.</summary>
    public Guid Id { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null where the program did it by itself.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>What the person was called then.</summary>
    public required string ActorName { get; set; }

    /// <summary>What was done.</summary>
    public AuditAction Action { get; set; }

    /// <summary>To what kind of thing.</summary>
    public AuditKind Kind { get; set; }

    /// <summary>To which: an identifier of that kind.</summary>
    public required string TargetId { get; set; }

    /// <summary>What it was called then.</summary>
    public required string TargetName { get; set; }

    /// <summary>The connection it is about, if any: the entry is seen by those who see the connection.</summary>
    public int? ConnectionId { get; set; }

    /// <summary>Whether somebody did it to themselves: their name says all.</summary>
    public bool IsOfOneself => Kind == AuditKind.Member && TargetId == ActorId?.ToString();

    /// <summary>More, in a few words: "Member to Admin". Never a secret.</summary>
    public string? Detail { get; set; }
}

/// <summary>
/// Who sees the entries on a connection: a copy of its privacy that follows every change and stays when the connection is
/// removed. Kept by triggers, so that no way of changing a connection can forget it.
/// </summary>
public sealed class AuditVisibility : ITenantOwned
{
    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>The connection.</summary>
    public int ConnectionId { get; set; }

    /// <summary>Whose it is, or was.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>Its privacy, or the last it had.</summary>
    public Connections.Privacy Privacy { get; set; }

    /// <summary>The teams it is, or was, shared with.</summary>
    public int[] TeamIds { get; set; } = [];
}

/// <summary>What an entry is about.</summary>
public enum AuditKind
{
    /// <summary>The workspace itself.</summary>
    Workspace,

    /// <summary>A person in it.</summary>
    Member,

    /// <summary>An invitation.</summary>
    Invitation,

    /// <summary>A team.</summary>
    Team,

    /// <summary>A connection.</summary>
    Connection,
}
