using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>What the link of an invitation opens.</summary>
public sealed record OpenInvitation(long WorkspaceId, int Id, string Email, string NormalizedEmail, MemberRole Role, string Workspace, string Slug, string Inviter);

/// <summary>Uses an invitation, once.</summary>
public sealed class AcceptInvitation(AppDbContext database, TenantScope scope, RecordAudit audit, TimeProvider clock)
{
    /// <summary>The invitation of a link; null where it was used, taken back, has expired, or never was.</summary>
    public Task<OpenInvitation?> FindAsync(string? code, CancellationToken cancellationToken)
    {
        var (hash, now) = (InvitationCode.HashOf(code), clock.GetUtcNow());
        return (from i in database.Invitations.IgnoreQueryFilters()
                join w in database.Workspaces on i.WorkspaceId equals w.Id
                where i.CodeHash == hash && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now && w.DeletedAt == null
                select new OpenInvitation(i.WorkspaceId, i.Id, i.Email, i.NormalizedEmail, i.Role, w.Name, w.Slug, i.InvitedBy!.DisplayName))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Whether an account may use it: by its address, and only if it is confirmed.</summary>
    public static bool IsFor(OpenInvitation invitation, AppUser person) => person.EmailConfirmed && person.NormalizedEmail == invitation.NormalizedEmail;

    /// <summary>
    /// Lets the person in. False where the link was used meanwhile: the condition and the mark are one statement, so of two
    /// at once one is told. In a transaction that is open already it is done with what that keeps.
    /// </summary>
    public async Task<bool> RunAsync(OpenInvitation invitation, AppUser person, CancellationToken cancellationToken)
    {
        if (!IsFor(invitation, person))
            return false;
        scope.Enter(invitation.WorkspaceId, person.Id);
        await using var transaction = database.Database.CurrentTransaction is null ? await database.Database.BeginTransactionAsync(cancellationToken) : null;
        if (transaction is null)
            await DatabaseScope.TellAsync(database, cancellationToken); // it began before it was known for whom
        // Turns with every other change of who is in the workspace, and with its deletion.
        var workspace = await database.Workspaces.FromSql($"SELECT * FROM workspaces WHERE id = {invitation.WorkspaceId} FOR UPDATE").AsNoTracking().SingleAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var used = await database.Invitations
            .Where(i => i.Id == invitation.Id && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now)
            .ExecuteUpdateAsync(i => i.SetProperty(p => p.AcceptedAt, now), cancellationToken);
        if (used == 0 || workspace.DeletedAt is not null)
            return false;
        await JoinAsync(invitation, workspace, person, now, cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>A member by other means keeps the role they have; the teams are added.</summary>
    private async Task JoinAsync(OpenInvitation invitation, Workspace workspace, AppUser person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (id, userId) = (invitation.WorkspaceId, person.Id);
        if (!await database.Members.AnyAsync(m => m.UserId == userId, cancellationToken))
        {
            database.Add(new Member { WorkspaceId = id, UserId = userId, Role = invitation.Role, JoinedAt = now });
            audit.Add(id, userId, person.DisplayName, AuditAction.MemberJoined, AuditTarget.Workspace(id, workspace.Name), $"as {invitation.Role}, invited by {invitation.Inviter}");
        }

        var wanted = await database.Invitations.Where(i => i.Id == invitation.Id).Select(i => i.TeamIds).SingleAsync(cancellationToken);
        var missing = await database.Teams.Where(t => wanted.Contains(t.Id) && !t.Members.Any(m => m.UserId == userId)).ToListAsync(cancellationToken);
        foreach (var team in missing)
        {
            database.Add(new TeamMember { WorkspaceId = id, TeamId = team.Id, UserId = userId, AddedAt = now });
            audit.Add(id, userId, person.DisplayName, AuditAction.TeamMemberAdded, AuditTarget.Of(team), person.DisplayName);
        }

        await database.SaveChangesAsync(cancellationToken);
        // What was private before they left is theirs again, without its token: it waits for a new one.
        await database.Database.ExecuteSqlAsync($"""
            UPDATE pulls.schedules s SET pause_reason = 'credential' FROM connections c
            WHERE s.workspace_id = {id} AND s.pause_reason = 'left' AND c.workspace_id = {id} AND c.id = s.connection_id AND c.owner_id = {userId}
            """, cancellationToken);
        await database.Connections.Where(c => c.OwnerId == userId && c.PurgeAt != null)
            .ExecuteUpdateAsync(c => c.SetProperty(p => p.PurgeAt, (DateTimeOffset?)null), cancellationToken);
    }
}
