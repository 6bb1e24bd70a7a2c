using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Removes a team that no connection is shared with. Whoever calls has proven the right to manage teams.</summary>
public sealed class DeleteTeam(AppDbContext database, CurrentWorkspace workspace)
{
    /// <summary>
    /// Why the team cannot be deleted, or null. Only connections that the person sees are named. Whether there are others is
    /// said in a sentence that is the same for one and for many, and for somebody outside of the team it stands there always.
    /// </summary>
    public async Task<string?> ObstacleAsync(int teamId, CancellationToken cancellationToken)
    {
        var seen = await database.Connections.Where(c => c.Privacy == Privacy.Team && c.Teams.Any(t => t.TeamId == teamId))
            .OrderBy(c => c.Name).Select(c => c.Name).ToListAsync(cancellationToken);
        if (seen.Count > 0)
        {
            var inTeam = await database.TeamMembers.AnyAsync(m => m.TeamId == teamId && m.UserId == workspace.UserId, cancellationToken);
            return $"{Listed(seen)} {(seen.Count == 1 ? "is" : "are")} shared with this team. Change that under Privacy of {(seen.Count == 1 ? "the connection" : "each connection")} first."
                + (inTeam ? "" : " There may be others that only the team sees.");
        }

        return await IsSharedAsync(teamId, cancellationToken)
            ? "Connections are shared with this team. Its members can change that under Privacy of each connection."
            : null;
    }

    /// <summary>Deletes it, or says why not. The row is locked first: a connection cannot be shared with it in between.</summary>
    public async Task<string?> RunAsync(int teamId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var team = await database.Teams.FromSql($"SELECT * FROM teams WHERE workspace_id = {workspace.Id} AND id = {teamId} FOR UPDATE")
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (team is null)
            return null;
        if (await ObstacleAsync(teamId, cancellationToken) is { } obstacle)
            return obstacle;
        await database.Teams.Where(t => t.Id == teamId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>By any connection of the workspace, seen or not: the answer is yes or no.</summary>
    private Task<bool> IsSharedAsync(int teamId, CancellationToken cancellationToken) =>
        database.Connections.IgnoreQueryFilters([AppDbContext.AccessFilter])
            .AnyAsync(c => c.Privacy == Privacy.Team && c.Teams.Any(t => t.TeamId == teamId), cancellationToken);

    private static string Listed(List<string> names) => names.Count switch
    {
        1 => names[0],
        _ => $"{string.Join(", ", names[..^1])} and {names[^1]}",
    };
}
