using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Puts people into a team, takes them out, and names leads. What is shared with the team is theirs to see from their next request on.</summary>
public sealed class ChangeTeamMembers(AppDbContext database, CurrentWorkspace workspace, TeamTurns turns, RecordAudit audit, TellTeam tell, TimeProvider clock)
{
    private const string NotHere = "This person is no longer in the workspace. Choose somebody else.";

    /// <summary>Adds somebody; one who is in the team stays in it. Whoever adds oneself is told to the team.</summary>
    public async Task<MemberChange> AddAsync(int teamId, Guid? person, CancellationToken cancellationToken)
    {
        if (person is not { } userId || userId == Guid.Empty)
            return MemberChange.Invalid("Choose who to add.");
        var joined = false;
        try
        {
            var change = await turns.RunAsync(teamId, leadMay: true, async team =>
            {
                if (await NameAsync(userId, cancellationToken) is not { } name)
                    return MemberChange.Invalid(NotHere);
                if (await database.TeamMembers.AnyAsync(m => m.TeamId == teamId && m.UserId == userId, cancellationToken))
                    return MemberChange.Done;
                joined = true;
                database.Add(new TeamMember { WorkspaceId = workspace.Id, TeamId = teamId, UserId = userId, AddedAt = clock.GetUtcNow() });
                audit.Add(AuditAction.TeamMemberAdded, AuditTarget.Of(team), userId == workspace.UserId ? $"{name}, by themselves" : name);
                return MemberChange.Done;
            }, cancellationToken);
            if (change.IsDone && joined && userId == workspace.UserId)
                await tell.JoinedByThemselvesAsync(teamId, cancellationToken);
            return change;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            // They left the workspace in this moment.
            database.ChangeTracker.Clear();
            return MemberChange.Invalid(NotHere);
        }
    }

    /// <summary>Takes somebody out; nothing happens where they are out already.</summary>
    public Task<MemberChange> RemoveAsync(int teamId, Guid userId, CancellationToken cancellationToken) => turns.RunAsync(teamId, leadMay: true, async team =>
    {
        var removed = await database.TeamMembers.Where(m => m.TeamId == teamId && m.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        if (removed > 0)
            audit.Add(AuditAction.TeamMemberRemoved, AuditTarget.Of(team), await NameAsync(userId, cancellationToken));
        return MemberChange.Done;
    }, cancellationToken);

    /// <summary>Names somebody in the team its lead, or ends that.</summary>
    public Task<MemberChange> SetLeadAsync(int teamId, Guid userId, bool lead, CancellationToken cancellationToken) => turns.RunAsync(teamId, leadMay: false, async team =>
    {
        var changed = await database.TeamMembers.Where(m => m.TeamId == teamId && m.UserId == userId && m.IsLead != lead)
            .ExecuteUpdateAsync(m => m.SetProperty(p => p.IsLead, lead), cancellationToken);
        if (changed > 0)
            audit.Add(lead ? AuditAction.TeamLeadNamed : AuditAction.TeamLeadEnded, AuditTarget.Of(team), await NameAsync(userId, cancellationToken));
        return MemberChange.Done;
    }, cancellationToken);

    private Task<string?> NameAsync(Guid userId, CancellationToken cancellationToken) =>
        database.Members.Where(m => m.UserId == userId).Select(m => m.User!.DisplayName).SingleOrDefaultAsync(cancellationToken);
}
