using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Data;

/// <summary>Everything that pages keep. Records and pulls are the engine's, in its own schema.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options, TenantScope scope)
    : IdentityUserContext<AppUser, Guid>(options), IDataProtectionKeyContext
{
    /// <summary>Name of the filter by the current workspace.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>Name of the filter by who may see.</summary>
    public const string AccessFilter = "access";

    /// <summary>Workspaces.</summary>
    public DbSet<Workspace> Workspaces => Set<Workspace>();

    /// <summary>People in workspaces.</summary>
    public DbSet<Member> Members => Set<Member>();

    /// <summary>Teams.</summary>
    public DbSet<Team> Teams => Set<Team>();

    /// <summary>Members of teams.</summary>
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();

    /// <summary>Connections that the person of this request may see.</summary>
    public DbSet<Connection> Connections => Set<Connection>();

    /// <summary>Teams that connections are shared with.</summary>
    public DbSet<ConnectionTeam> ConnectionTeams => Set<ConnectionTeam>();

    /// <summary>The person's own drafts.</summary>
    public DbSet<ConnectionDraft> ConnectionDrafts => Set<ConnectionDraft>();

    /// <summary>Values of the instance itself.</summary>
    public DbSet<InstanceValue> InstanceValues => Set<InstanceValue>();

    /// <summary>Mails that a development host kept.</summary>
    public DbSet<DevMail> DevMails => Set<DevMail>();

    /// <inheritdoc />
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>With passkeys.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<AppUser>().Property(u => u.DisplayName).HasMaxLength(80);
        builder.Entity<InstanceValue>().HasKey(v => v.Name);
        builder.Entity<Workspace>(workspace =>
        {
            workspace.Property(w => w.Slug).HasMaxLength(48);
            workspace.Property(w => w.Name).HasMaxLength(60);
            workspace.HasIndex(w => w.Slug).IsUnique();
        });
        builder.Entity<Member>(member =>
        {
            member.HasKey(m => new { m.WorkspaceId, m.UserId });
            member.HasOne(m => m.Workspace).WithMany(w => w.Members).HasForeignKey(m => m.WorkspaceId);
            member.HasOne(m => m.User).WithMany().HasForeignKey(m => m.UserId);
            member.HasIndex(m => m.UserId);
        });
        ConfigureTeams(builder);
        ConfigureConnections(builder);
        FilterByTenant(builder);
    }

    private static void ConfigureTeams(ModelBuilder builder)
    {
        builder.Entity<Team>(team =>
        {
            team.HasKey(t => new { t.WorkspaceId, t.Id });
            team.Property(t => t.Id).UseIdentityAlwaysColumn();
            team.Property(t => t.Name).HasMaxLength(60);
            team.HasIndex(t => new { t.WorkspaceId, t.Name }).IsUnique();
            team.HasOne<Workspace>().WithMany().HasForeignKey(t => t.WorkspaceId);
        });
        builder.Entity<TeamMember>(member =>
        {
            member.HasKey(m => new { m.WorkspaceId, m.TeamId, m.UserId });
            member.HasOne(m => m.Team).WithMany(t => t.Members).HasForeignKey(m => new { m.WorkspaceId, m.TeamId });
            member.HasOne(m => m.User).WithMany().HasForeignKey(m => m.UserId);
            // Whoever leaves the workspace leaves its teams.
            member.HasOne<Member>().WithMany().HasForeignKey(m => new { m.WorkspaceId, m.UserId });
        });
    }

    private static void ConfigureConnections(ModelBuilder builder)
    {
        builder.Entity<Connection>(connection =>
        {
            connection.HasKey(c => new { c.WorkspaceId, c.Id });
            connection.Property(c => c.Id).UseIdentityAlwaysColumn();
            connection.Property(c => c.PublicId).HasMaxLength(16);
            connection.Property(c => c.SourceKey).HasMaxLength(40);
            connection.Property(c => c.Name).HasMaxLength(Connection.NameLength);
            connection.Property(c => c.NormalizedName).HasMaxLength(Connection.NameLength);
            connection.Property(c => c.Privacy).HasConversion<short>();
            connection.Property(c => c.Settings).HasColumnType("jsonb").HasConversion(JsonText.Converter, JsonText.Comparer);
            connection.Property(c => c.SecretHint).HasMaxLength(4);
            connection.Property(c => c.Version).IsRowVersion();
            connection.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId);
            connection.HasOne(c => c.Owner).WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Restrict);
            connection.HasIndex(c => new { c.WorkspaceId, c.PublicId }).IsUnique();
            // A name is unique among the connections of one owner. Unique in the workspace would tell of private ones.
            connection.HasIndex(c => new { c.WorkspaceId, c.SourceKey, c.OwnerId, c.NormalizedName }).IsUnique().HasFilter("deleted_at IS NULL");
        });
        builder.Entity<ConnectionTeam>(team =>
        {
            team.HasKey(t => new { t.WorkspaceId, t.ConnectionId, t.TeamId });
            team.HasOne<Connection>().WithMany(c => c.Teams).HasForeignKey(t => new { t.WorkspaceId, t.ConnectionId });
            team.HasOne(t => t.Team).WithMany().HasForeignKey(t => new { t.WorkspaceId, t.TeamId });
        });
        builder.Entity<ConnectionDraft>(draft =>
        {
            draft.HasKey(d => new { d.WorkspaceId, d.Id });
            draft.Property(d => d.Id).HasMaxLength(16);
            draft.Property(d => d.SourceKey).HasMaxLength(40);
            draft.Property(d => d.Name).HasMaxLength(400);
            draft.Property(d => d.Privacy).HasConversion<short>();
            draft.Property(d => d.Settings).HasColumnType("jsonb").HasConversion(JsonText.Converter, JsonText.Comparer);
            draft.Property(d => d.SecretHint).HasMaxLength(4);
            draft.HasOne<Workspace>().WithMany().HasForeignKey(d => d.WorkspaceId);
            draft.HasOne<AppUser>().WithMany().HasForeignKey(d => d.OwnerId);
            draft.HasIndex(d => d.ExpiresAt);
        });
    }

    private void FilterByTenant(ModelBuilder builder)
    {
        builder.Entity<Member>().HasQueryFilter(TenantFilter, m => m.WorkspaceId == scope.WorkspaceId);
        builder.Entity<Team>().HasQueryFilter(TenantFilter, t => t.WorkspaceId == scope.WorkspaceId);
        builder.Entity<TeamMember>().HasQueryFilter(TenantFilter, m => m.WorkspaceId == scope.WorkspaceId);
        builder.Entity<ConnectionTeam>().HasQueryFilter(TenantFilter, t => t.WorkspaceId == scope.WorkspaceId);
        builder.Entity<ConnectionDraft>().HasQueryFilter(TenantFilter, d => d.WorkspaceId == scope.WorkspaceId && d.OwnerId == scope.UserId);
        builder.Entity<Connection>().HasQueryFilter(TenantFilter, c => c.WorkspaceId == scope.WorkspaceId && c.DeletedAt == null);
        builder.Entity<Connection>().HasQueryFilter(AccessFilter, ConnectionAccess.SeenBy(() => scope.UserId));
    }
}

/// <summary>A value of the instance itself.</summary>
public sealed class InstanceValue
{
    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>Its bytes.</summary>
    public required byte[] Value { get; set; }
}
