using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>
/// Closes the workspace for everybody and stops its pulls at once; a job removes it when the grace period is over. Until
/// then an Owner can take it back.
/// </summary>
public sealed class DeleteWorkspace(
    AppDbContext database, CurrentWorkspace workspace, MemberTurns turns, RecordAudit audit, MailQueue mails, PublicAddress address, IOptions<WorkspaceOptions> options, TimeProvider clock)
{
    /// <summary>Begins it, where the name was typed as it is.</summary>
    public async Task<MemberChange> RunAsync(string? typed, CancellationToken cancellationToken)
    {
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (turn.Actor.Role != MemberRole.Owner)
            return MemberChange.Refused(WorkspaceNames.WhoCan);
        var stored = await database.Workspaces.SingleAsync(w => w.Id == workspace.Id, cancellationToken);
        if (!string.Equals(WorkspaceNames.Tidy(typed), stored.Name, StringComparison.Ordinal))
            return MemberChange.Invalid($"Type {stored.Name} to delete it.");
        if (stored.DeletedAt is not null)
            return MemberChange.Done;
        var now = clock.GetUtcNow();
        (stored.DeletedAt, stored.DeletedById, stored.PurgeAt) = (now, workspace.UserId, now + options.Value.Grace);
        audit.Add(AuditAction.WorkspaceDeletionAsked, AuditTarget.Workspace(workspace.Id, stored.Name));
        await database.SaveChangesAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"SELECT hold_workspace({workspace.Id})", cancellationToken);
        var owners = await database.Members.Where(m => m.Role == MemberRole.Owner && !m.User!.IsDemo).Select(m => m.User!.Email!).ToListAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        foreach (var owner in owners)
            Tell(owner, stored, turn.Actor.User!.DisplayName);
        return MemberChange.Done;
    }

    /// <summary>Takes it back: everything is as it was, and pulls go on.</summary>
    public async Task<MemberChange> KeepAsync(CancellationToken cancellationToken)
    {
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (turn.Actor.Role != MemberRole.Owner)
            return MemberChange.Refused(WorkspaceNames.WhoCan);
        var stored = await database.Workspaces.SingleAsync(w => w.Id == workspace.Id, cancellationToken);
        if (stored.DeletedAt is null)
            return MemberChange.Done;
        if (stored.PurgeAt <= clock.GetUtcNow())
            return MemberChange.Invalid("The time is over: the workspace is being removed now.");
        (stored.DeletedAt, stored.DeletedById, stored.PurgeAt) = (null, null, null);
        audit.Add(AuditAction.WorkspaceKept, AuditTarget.Workspace(workspace.Id, stored.Name));
        await database.SaveChangesAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"SELECT release_workspace({workspace.Id})", cancellationToken);
        await turn.CommitAsync(cancellationToken);
        return MemberChange.Done;
    }

    private void Tell(string owner, Workspace stored, string by) => mails.Add(new OutgoingMail(owner, $"{stored.Name} is being deleted", $"""
        Hello,

        {by} is deleting the workspace {stored.Name}. Its pulls have stopped. On {Format.Date(stored.PurgeAt!.Value, clock.GetUtcNow())} all of its connections and records are removed for good. Until then an owner can take it back:

        {address.Link($"/w/{stored.Slug}/settings/deleted")}
        """));
}
