using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Account.SecondFactors;
using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Hooks;
using BlinkSaaS.Web.Features.Invitations;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Plugins;
using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Features.SignIns;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace BlinkSaaS.Web.Data;

/// <summary>Everything that pages keep. Records and pulls are the engine's, in its own schema.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options, TenantScope scope)
    : IdentityUserContext<AppUser, Guid>(options), IDataProtectionKeyContext
{
    /// <summary>Name of the filter by the current workspace.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>Name of the filter by who may see.</summary>
    public const string AccessFilter = "access";

    /// <summary>Who is signed in where.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>Authenticator apps.</summary>
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    /// <summary>Unused recovery codes.</summary>
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    /// <summary>Workspaces.</summary>
    public DbSet<Workspace> Workspaces => Set<Workspace>();

    /// <summary>People in workspaces.</summary>
    public DbSet<Member> Members => Set<Member>();

    /// <summary>Addresses that may join.</summary>
    public DbSet<Invitation> Invitations => Set<Invitation>();

    /// <summary>What was done in workspaces.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>Who sees the entries on a connection.</summary>
    public DbSet<AuditVisibility> AuditVisibilities => Set<AuditVisibility>();

    /// <summary>What happened to accounts.</summary>
    public DbSet<AccountEvent> AccountEvents => Set<AccountEvent>();

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

    /// <summary>Webhooks of connections.</summary>
    public DbSet<ConnectionWebhook> ConnectionWebhooks => Set<ConnectionWebhook>();

    /// <summary>States of sign-ins at sources that came back.</summary>
    public DbSet<UsedSignIn> UsedSignIns => Set<UsedSignIn>();

    /// <summary>What operators decided about plugins.</summary>
    public DbSet<PluginDecision> PluginDecisions => Set<PluginDecision>();

    /// <summary>Values of the instance itself.</summary>
    public DbSet<InstanceValue> InstanceValues => Set<InstanceValue>();

    /// <summary>Mails that a development host kept.</summary>
    public DbSet<DevMail> DevMails => Set<DevMail>();

    /// <inheritdoc />
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>With passkeys.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <summary>For whom it is read.</summary>
    internal TenantScope Scope => scope;

    /// <summary>Whether the database is told; what is not held by policies does without.</summary>
    internal bool TellsScope { get; } = options.FindExtension<CoreOptionsExtension>()?.Interceptors?.Contains(DatabaseScope.Instance) == true;

    /// <summary>The transaction in which a page reads what the engine keeps, while it is open.</summary>
    internal DatabaseReading? Reading { get; set; }

    /// <summary>Ends it, before something that takes long.</summary>
    internal async Task EndReadingAsync()
    {
        if (Reading is { } reading)
            await reading.DisposeAsync();
    }

    /// <summary>Always in a transaction, which begins by telling the database for whom.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc cref="SaveChanges(bool)" />
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<AppUser>().Property(u => u.DisplayName).HasMaxLength(80);
        builder.Entity<InstanceValue>().HasKey(v => v.Name);
        builder.Entity<UsedSignIn>().HasKey(used => used.Hash);
        builder.Entity<Workspace>(workspace =>
        {
            workspace.Property(w => w.Slug).HasMaxLength(48);
            workspace.Property(w => w.Name).HasMaxLength(60);
            workspace.Property(w => w.TimeZone).HasMaxLength(64).HasDefaultValue("UTC");
            workspace.HasIndex(w => w.Slug).IsUnique();
        });
        builder.Entity<Member>(member =>
        {
            member.HasKey(m => new { m.WorkspaceId, m.UserId });
            member.HasOne(m => m.Workspace).WithMany(w => w.Members).HasForeignKey(m => m.WorkspaceId);
            member.HasOne(m => m.User).WithMany().HasForeignKey(m => m.UserId);
            member.HasIndex(m => m.UserId);
        });
        AccountTables.Configure(builder);
        ConfigureTeams(builder);
        ConfigureConnections(builder);
        InvitationModel.Configure(builder);
        AuditModel.Configure(builder);
        PluginDecision.Configure(builder);
        builder.Entity<ConnectionWebhook>(webhook =>
        {
            webhook.HasKey(w => new { w.WorkspaceId, w.ConnectionId });
            webhook.Property(w => w.Address).HasMaxLength(40);
            webhook.Property(w => w.Problem).HasMaxLength(1000);
            webhook.HasOne(w => w.Connection).WithOne().HasForeignKey<ConnectionWebhook>(w => new { w.WorkspaceId, w.ConnectionId });
            webhook.HasIndex(w => w.Address);
            webhook.HasIndex(w => w.NextCheckAt).HasFilter("next_check_at IS NOT NULL");
        });
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
            connection.Property(c => c.PluginVersion).HasMaxLength(160);
            connection.Property(c => c.FormerVersion).HasMaxLength(160);
            connection.Property(c => c.OfferedVersion).HasMaxLength(160);
            connection.Property(c => c.Offer).HasConversion<string>().HasMaxLength(10);
            connection.Property(c => c.OfferProblem).HasMaxLength(600);
            connection.Property(c => c.Version).IsRowVersion();
            connection.HasOne(c => c.Workspace).WithMany().HasForeignKey(c => c.WorkspaceId);
            connection.HasOne(c => c.Owner).WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Restrict);
            connection.HasOne(c => c.TokenOf).WithMany().HasForeignKey(c => c.TokenOfId).OnDelete(DeleteBehavior.Restrict);
            connection.HasIndex(c => c.PurgeAt).HasFilter("purge_at IS NOT NULL");
            connection.HasIndex(c => new { c.WorkspaceId, c.PublicId }).IsUnique();
            // A token that was rejected is rejected for every connection that has it.
            connection.HasIndex(c => c.BudgetKey);
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
            // A person's own: the identifier of somebody else's draft is as free as any.
            draft.HasKey(d => new { d.WorkspaceId, d.OwnerId, d.Id });
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
        builder.Entity<ConnectionWebhook>().HasQueryFilter(TenantFilter, w => w.WorkspaceId == scope.WorkspaceId);
        builder.Entity<Invitation>().HasQueryFilter(TenantFilter, i => i.WorkspaceId == scope.WorkspaceId);
        builder.Entity<AuditVisibility>().HasQueryFilter(TenantFilter, v => v.WorkspaceId == scope.WorkspaceId);
        builder.Entity<AuditEntry>().HasQueryFilter(TenantFilter, e => e.WorkspaceId == scope.WorkspaceId);
        builder.Entity<AuditEntry>().HasQueryFilter(AccessFilter, e => e.ConnectionId == null || AuditVisibilities.Any(v => v.ConnectionId == e.ConnectionId
            && (v.OwnerId == scope.UserId || v.Privacy == Privacy.Workspace
                || (v.Privacy == Privacy.Team && TeamMembers.Any(m => m.UserId == scope.UserId && v.TeamIds.Contains(m.TeamId))))));
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
