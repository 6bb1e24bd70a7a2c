using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Renames a team.</summary>
public sealed class RenameTeam(TeamTurns turns, TeamNames names, RecordAudit audit)
{
    /// <summary>The name that the person saw decides: where somebody renamed the team meanwhile, nothing changes.</summary>
    public async Task<MemberChange> RunAsync(int teamId, string? name, string? seen, CancellationToken cancellationToken)
    {
        var tidy = TeamNames.Tidy(name);
        if (await names.ProblemAsync(tidy, teamId, cancellationToken) is { } problem)
            return MemberChange.Invalid(problem);
        try
        {
            return await turns.RunAsync(teamId, leadMay: false, team =>
            {
                if (team.Name != seen)
                    return Task.FromResult(MemberChange.Invalid($"Somebody named this team {team.Name} meanwhile. Save again to name it {tidy}."));
                if (team.Name != tidy)
                    audit.Add(AuditAction.TeamRenamed, AuditTarget.Of(team) with { Name = tidy }, $"{team.Name} to {tidy}");
                team.Name = tidy;
                return Task.FromResult(MemberChange.Done);
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (TeamNames.IsTaken(e))
        {
            return MemberChange.Invalid(TeamNames.Taken);
        }
    }
}
