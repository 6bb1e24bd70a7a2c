using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>
/// Changes of one team take turns: each locks its row, and then looks again whether the actor may. So a connection cannot
/// be shared with a team that is being deleted, and whoever lost the right meanwhile changes nothing.
/// </summary>
public sealed class TeamTurns(AppDbContext database, CurrentWorkspace workspace, HoldMembership hold)
{
    /// <summary>Does a change when it is its turn, and keeps it if it is done.</summary>
    /// <param name="teamId">The team.</param>
    /// <param name="leadMay">Whether the right of a lead suffices.</param>
    /// <param name="change">The change; its entries for the audit log are saved with it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<MemberChange> RunAsync(int teamId, bool leadMay, Func<Team, Task<MemberChange>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var team = await database.Teams.FromSql($"SELECT * FROM teams WHERE workspace_id = {workspace.Id} AND id = {teamId} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (team is null)
            return MemberChange.Gone;
        if (!await hold.AsAsync(MemberRole.Admin, cancellationToken))
        {
            if (!await hold.AsAsync(MemberRole.Viewer, cancellationToken))
                return MemberChange.Gone;
            if (!leadMay)
                return MemberChange.Refused(TeamRights.WhoCan);
            if (!await database.TeamMembers.AnyAsync(m => m.TeamId == teamId && m.UserId == workspace.UserId && m.IsLead, cancellationToken))
                return MemberChange.Refused(TeamRights.WhoCanPeople);
        }

        var outcome = await change(team);
        if (!outcome.IsDone)
            return outcome;
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcome;
    }
}
