using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>What the deletion of a team changes, as far as the person may know.</summary>
/// <param name="Connections">Those that the person sees, and who loses each.</param>
/// <param name="InTeam">Whether the person is in the team, and so sees all that is shared with it.</param>
public sealed record TeamDeletion(IReadOnlyList<TeamDeletion.Affected> Connections, bool InTeam)
{
    /// <summary>A connection, who does not see it any more, and whether only its owner is left.</summary>
    public sealed record Affected(string Name, IReadOnlyList<string> Losers, bool BecomesPrivate);
}

/// <summary>
/// Removes a team. What was shared with it alone becomes private to its owner, who is told; what is shared with others,
/// too, stays with them.
/// </summary>
public sealed class DeleteTeam(AppDbContext database, CurrentWorkspace workspace, TeamTurns turns, RecordAudit audit, TellTeam tell)
{
    /// <summary>
    /// What it would change. Of connections that the person does not see there is no name and no number: whether there are
    /// any reads the same for none and for many.
    /// </summary>
    public async Task<TeamDeletion> PreviewAsync(int teamId, CancellationToken cancellationToken)
    {
        var members = await database.TeamMembers.Select(m => new { m.TeamId, m.UserId, m.User!.DisplayName }).ToListAsync(cancellationToken);
        var inTeam = members.Where(m => m.TeamId == teamId).ToList();
        var shared = await database.Connections.Where(c => c.Privacy == Privacy.Team && c.Teams.Any(t => t.TeamId == teamId))
            .OrderBy(c => c.Name).Select(c => new { c.Name, c.OwnerId, Others = c.Teams.Where(t => t.TeamId != teamId).Select(t => t.TeamId).ToList() })
            .ToListAsync(cancellationToken);
        return new TeamDeletion(
            [.. shared.Select(c =>
            {
                var keep = members.Where(m => c.Others.Contains(m.TeamId)).Select(m => m.UserId).Append(c.OwnerId).ToHashSet();
                return new TeamDeletion.Affected(
                    c.Name, [.. inTeam.Where(m => !keep.Contains(m.UserId)).Select(m => m.UserId == workspace.UserId ? "You" : m.DisplayName).Order(StringComparer.CurrentCultureIgnoreCase)], c.Others.Count == 0);
            })],
            inTeam.Any(m => m.UserId == workspace.UserId));
    }

    /// <summary>Deletes it. The function of the database changes what the actor may not see, and says whom to tell.</summary>
    public async Task<MemberChange> RunAsync(int teamId, CancellationToken cancellationToken)
    {
        List<string[]> hidden = [];
        var name = "";
        var change = await turns.RunAsync(teamId, leadMay: false, async team =>
        {
            name = team.Name;
            hidden = await database.Database.SqlQuery<string[]>(
                $"SELECT ARRAY[email, owner_name, name] AS \"Value\" FROM end_team({workspace.Id}, {teamId}, {workspace.UserId}, {workspace.UserName}) WHERE NOT is_demo")
                .ToListAsync(cancellationToken);
            audit.Add(AuditAction.TeamDeleted, AuditTarget.Of(team));
            await database.Teams.Where(t => t.Id == teamId).ExecuteDeleteAsync(cancellationToken);
            return MemberChange.Done;
        }, cancellationToken);
        if (change.IsDone)
            hidden.ForEach(connection => tell.PrivateNow(connection[0], connection[1], connection[2], name));
        return change;
    }
}
