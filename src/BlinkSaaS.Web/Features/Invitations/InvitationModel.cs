using BlinkSaaS.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>How invitations are kept.</summary>
public static class InvitationModel
{
    /// <summary>Name of the index that holds one open invitation for each address.</summary>
    public const string OneOpen = "ix_invitations_open";

    /// <summary>Describes the table.</summary>
    public static void Configure(ModelBuilder builder) => builder.Entity<Invitation>(invitation =>
    {
        invitation.HasKey(i => new { i.WorkspaceId, i.Id });
        invitation.Property(i => i.Id).UseIdentityAlwaysColumn();
        invitation.Property(i => i.Email).HasMaxLength(254);
        invitation.Property(i => i.NormalizedEmail).HasMaxLength(254);
        invitation.HasOne<Workspace>().WithMany().HasForeignKey(i => i.WorkspaceId);
        invitation.HasOne(i => i.InvitedBy).WithMany().HasForeignKey(i => i.InvitedById);
        invitation.HasIndex(i => new { i.WorkspaceId, i.NormalizedEmail }).IsUnique().HasFilter("accepted_at IS NULL AND revoked_at IS NULL").HasDatabaseName(OneOpen);
        // Found by the link alone, before anything is known of who follows it.
        invitation.HasIndex(i => i.CodeHash);
    });
}
