using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Makes a team without members. Whoever calls has proven the right to manage teams.</summary>
public sealed class CreateTeam(AppDbContext database, CurrentWorkspace workspace, TeamNames names, TimeProvider clock)
{
    /// <summary>The team, or what is wrong with its name.</summary>
    public async Task<(Team? Team, string? Problem)> RunAsync(string? name, CancellationToken cancellationToken)
    {
        var tidy = TeamNames.Tidy(name);
        if (await names.ProblemAsync(tidy, except: null, cancellationToken) is { } problem)
            return (null, problem);
        var team = new Team { WorkspaceId = workspace.Id, Name = tidy, CreatedAt = clock.GetUtcNow() };
        database.Add(team);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return (team, null);
        }
        catch (DbUpdateException e) when (TeamNames.IsTaken(e))
        {
            database.Entry(team).State = EntityState.Detached;
            return (null, TeamNames.Taken);
        }
    }
}
