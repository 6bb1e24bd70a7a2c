using BlinkSaaS.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Audit;

/// <summary>How the audit log is kept. Grants, triggers and policies stand in the migrations.</summary>
public static class AuditModel
{
    /// <summary>Describes the tables.</summary>
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<AuditEntry>(entry =>
        {
            entry.HasKey(e => new { e.WorkspaceId, e.Id });
            entry.Ignore(e => e.IsOfOneself);
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.Property(e => e.Action).HasConversion<string>().HasMaxLength(40);
            entry.Property(e => e.Kind).HasConversion<string>().HasMaxLength(20);
            entry.Property(e => e.ActorName).HasMaxLength(80);
            entry.Property(e => e.TargetId).HasMaxLength(40);
            entry.Property(e => e.TargetName).HasMaxLength(254);
            entry.Property(e => e.Detail).HasMaxLength(400);
            entry.HasOne<Workspace>().WithMany().HasForeignKey(e => e.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<AuditVisibility>(visibility =>
        {
            visibility.ToTable("audit_visibility");
            visibility.HasKey(v => new { v.WorkspaceId, v.ConnectionId });
            visibility.Property(v => v.Privacy).HasConversion<short>();
            visibility.HasOne<Workspace>().WithMany().HasForeignKey(v => v.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
