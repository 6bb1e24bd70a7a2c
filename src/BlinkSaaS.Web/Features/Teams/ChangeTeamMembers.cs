using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Puts people into a team and takes them out. Whoever calls has proven the right to manage teams.</summary>
public sealed class ChangeTeamMembers(AppDbContext database, CurrentWorkspace workspace, TimeProvider clock)
{
    private const string NotHere = "This person is no longer in the workspace. Choose somebody else.";

    /// <summary>What is wrong, or null. Somebody who is in the team already stays in it.</summary>
    public async Task<string?> AddAsync(int teamId, Guid? person, CancellationToken cancellationToken)
    {
        if (person is not { } userId || userId == Guid.Empty)
            return "Choose who to add.";
        if (!await database.Members.AnyAsync(m => m.UserId == userId, cancellationToken))
            return NotHere;
        if (await database.TeamMembers.AnyAsync(m => m.TeamId == teamId && m.UserId == userId, cancellationToken))
            return null;
        var added = new TeamMember { WorkspaceId = workspace.Id, TeamId = teamId, UserId = userId, AddedAt = clock.GetUtcNow() };
        database.Add(added);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException problem)
        {
            database.Entry(added).State = EntityState.Detached;
            return problem.SqlState switch
            {
                PostgresErrorCodes.UniqueViolation => null, // Somebody else added them in this moment.
                PostgresErrorCodes.ForeignKeyViolation when problem.ConstraintName?.Contains("teams", StringComparison.Ordinal) is true => "This team was deleted meanwhile. Go back to the teams.",
                PostgresErrorCodes.ForeignKeyViolation => NotHere,
                _ => throw new InvalidOperationException("A member could not be added.", e),
            };
        }
    }

    /// <summary>Takes somebody out; nothing happens where they are out already.</summary>
    public Task RemoveAsync(int teamId, Guid userId, CancellationToken cancellationToken) =>
        database.TeamMembers.Where(m => m.TeamId == teamId && m.UserId == userId).ExecuteDeleteAsync(cancellationToken);
}
