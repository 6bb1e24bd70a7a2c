using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Renames a team. Whoever calls has proven the right to manage teams.</summary>
public sealed class RenameTeam(AppDbContext database, TeamNames names)
{
    /// <summary>
    /// What is wrong, or null. The name that the person saw decides: where somebody renamed the team meanwhile, nothing changes.
    /// </summary>
    public async Task<string?> RunAsync(Team team, string? name, string? seen, CancellationToken cancellationToken)
    {
        var tidy = TeamNames.Tidy(name);
        if (await names.ProblemAsync(tidy, team.Id, cancellationToken) is { } problem)
            return problem;
        try
        {
            // The condition and the change are one statement: of two people who save at once, one is told.
            var renamed = await database.Teams.Where(t => t.Id == team.Id && t.Name == seen)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.Name, tidy), cancellationToken);
            return renamed == 1 ? null : $"Somebody named this team {team.Name} meanwhile. Save again to name it {tidy}.";
        }
        catch (Npgsql.PostgresException e) when (e is { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
        {
            return TeamNames.Taken;
        }
    }
}
