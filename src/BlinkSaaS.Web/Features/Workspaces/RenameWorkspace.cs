using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>Gives the workspace another name. Its addresses stay, so that no link breaks.</summary>
public sealed class RenameWorkspace(AppDbContext database, CurrentWorkspace workspace, MemberTurns turns, RecordAudit audit)
{
    /// <summary>By an Owner.</summary>
    public async Task<MemberChange> RunAsync(string? name, CancellationToken cancellationToken)
    {
        var tidy = WorkspaceNames.Tidy(name);
        if (WorkspaceNames.Problem(tidy) is { } problem)
            return MemberChange.Invalid(problem);
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (turn.Actor.Role != MemberRole.Owner)
            return MemberChange.Refused(WorkspaceNames.WhoCan);
        var stored = await database.Workspaces.SingleAsync(w => w.Id == workspace.Id, cancellationToken);
        if (stored.Name == tidy)
            return MemberChange.Done;
        audit.Add(AuditAction.WorkspaceRenamed, AuditTarget.Workspace(workspace.Id, tidy), $"{stored.Name} to {tidy}");
        stored.Name = tidy;
        await database.SaveChangesAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        return MemberChange.Done;
    }
}
