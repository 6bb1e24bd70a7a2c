using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Makes a team without members. Whoever calls has proven the right to manage teams; it is held until the team is there.</summary>
public sealed class CreateTeam(AppDbContext database, CurrentWorkspace workspace, TeamNames names, HoldMembership hold, RecordAudit audit, TimeProvider clock)
{
    /// <summary>The team, or what is wrong.</summary>
    public async Task<(Team? Team, MemberChange Change)> RunAsync(string? name, CancellationToken cancellationToken)
    {
        var tidy = TeamNames.Tidy(name);
        if (await names.ProblemAsync(tidy, except: null, cancellationToken) is { } problem)
            return (null, MemberChange.Invalid(problem));
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await hold.AsAsync(MemberRole.Admin, cancellationToken))
            return (null, MemberChange.Refused(TeamRights.WhoCan));
        var team = new Team { WorkspaceId = workspace.Id, Name = tidy, CreatedAt = clock.GetUtcNow() };
        database.Add(team);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (TeamNames.IsTaken(e))
        {
            database.Entry(team).State = EntityState.Detached;
            return (null, MemberChange.Invalid(TeamNames.Taken));
        }

        await audit.AddAndSaveAsync(AuditAction.TeamCreated, AuditTarget.Of(team), null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (team, MemberChange.Done);
    }
}
