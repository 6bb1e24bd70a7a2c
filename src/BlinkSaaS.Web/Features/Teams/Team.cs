using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>A group of members inside one workspace.</summary>
public sealed class Team : ITenantOwned
{
    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>Identifier.</summary>
    public int Id { get; set; }

    /// <summary>Unique in the workspace, 1 to 60 characters.</summary>
    public required string Name { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Its people.</summary>
    public List<TeamMember> Members { get; } = [];
}

/// <summary>A member in a team.</summary>
public sealed class TeamMember : ITenantOwned
{
    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>The team.</summary>
    public int TeamId { get; set; }

    /// <summary>The team.</summary>
    public Team? Team { get; set; }

    /// <summary>The person.</summary>
    public Guid UserId { get; set; }

    /// <summary>The person.</summary>
    public AppUser? User { get; set; }

    /// <summary>May manage the members of this team.</summary>
    public bool IsLead { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset AddedAt { get; set; }
}
