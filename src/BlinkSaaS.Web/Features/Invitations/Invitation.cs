using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>An address that may join a workspace, once, through the link that was mailed to it.</summary>
public sealed class Invitation : ITenantOwned
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>Identifier.</summary>
    public int Id { get; set; }

    /// <summary>Where the link was sent. Only an account with this address can use it.</summary>
    public required string Email { get; set; }

    /// <summary>The address as it is compared.</summary>
    public required string NormalizedEmail { get; set; }

    /// <summary>What the person will be.</summary>
    public MemberRole Role { get; set; }

    /// <summary>The teams the person will be in. One that was deleted meanwhile is left out.</summary>
    public int[] TeamIds { get; set; } = [];

    /// <summary>SHA-256 of the code in the link. The code itself is in the mail and nowhere else.</summary>
    public required byte[] CodeHash { get; set; }

    /// <summary>Who invites.</summary>
    public Guid InvitedById { get; set; }

    /// <summary>Who invites.</summary>
    public AppUser? InvitedBy { get; set; }

    /// <summary>When the latest mail was sent.</summary>
    public DateTimeOffset SentAt { get; set; }

    /// <summary>Until when the link of the latest mail works.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was used.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>When it was taken back.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
