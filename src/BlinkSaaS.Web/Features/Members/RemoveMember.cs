using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Invitations;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>
/// Somebody leaves, or is removed: what they share stays and goes to a named admin, what is private stops at once without
/// its secret, and goes for good after the grace period.
/// </summary>
public sealed class RemoveMember(
    AppDbContext database, CurrentWorkspace workspace, MemberTurns turns, RevokeInvitation invitations, CountHoldings holdings, RecordAudit audit,
    TellHandover tell, IOptions<WorkspaceOptions> options, TimeProvider clock)
{
    /// <summary>Removes a member. The heir is named where there is something to hand over.</summary>
    public async Task<MemberChange> RunAsync(Guid userId, Guid? heirId, CancellationToken cancellationToken)
    {
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (await database.Members.Include(m => m.User).SingleOrDefaultAsync(m => m.UserId == userId, cancellationToken) is not { } member)
            return MemberChange.Gone;
        if (userId != turn.Actor.UserId && !MemberRights.MayManage(turn.Actor.Role, member.Role))
            return MemberChange.Refused(MemberRights.WhoCanChange(turn.Actor.Role));
        if (await turns.IsLastOwnerAsync(member, cancellationToken))
            return MemberChange.Invalid(MemberRights.LastOwner);
        var left = await holdings.OfAsync(userId, cancellationToken);
        var heir = heirId is null ? null : await HeirsOf(userId).SingleOrDefaultAsync(m => m.UserId == heirId, cancellationToken);
        if (left.Shared > 0 && heir is null)
            return MemberChange.Invalid("Choose an owner or admin who takes over the shared connections.");
        await EndAsync(member, heir, left, turn.Actor, cancellationToken);
        await turn.CommitAsync(cancellationToken);
        if (left.Shared > 0)
            tell.Heir(heir!.User!, member.User!.DisplayName, left.Shared);
        return MemberChange.Done;
    }

    /// <summary>Who can take over what somebody shares: the owners and admins besides them.</summary>
    public IQueryable<Member> HeirsOf(Guid userId) =>
        database.Members.Include(m => m.User).Where(m => m.UserId != userId && m.Role <= MemberRole.Admin).OrderBy(m => m.User!.DisplayName);

    private async Task EndAsync(Member member, Member? heir, Holdings left, Member actor, CancellationToken cancellationToken)
    {
        var purgeAt = clock.GetUtcNow() + options.Value.Grace;
        // The first entry of the log names what the others follow from.
        var detail = string.Join(", ", new[]
        {
            left.Shared > 0 ? $"{left.Shared} shared to {heir!.User!.DisplayName}" : null,
            left.Private > 0 ? $"{left.Private} private stopped" : null,
        }.OfType<string>());
        audit.Add(actor.UserId == member.UserId ? AuditAction.MemberLeft : AuditAction.MemberRemoved,
            actor.UserId == member.UserId ? AuditTarget.Workspace(workspace.Id, workspace.Name) : AuditTarget.Member(member.UserId, member.User!.DisplayName),
            detail.Length == 0 ? null : detail);
        await invitations.OfInviterAsync(member.UserId, MemberRole.Viewer, cancellationToken);
        // Drafts, and connections that the actor does not see, are among them: a function of the database does it, in this transaction.
        await database.Database.ExecuteSqlAsync(
            $"SELECT end_membership({workspace.Id}, {member.UserId}, {heir?.UserId}, {actor.UserId}, {actor.User!.DisplayName}, {purgeAt})", cancellationToken);
        database.Remove(member);
        await database.SaveChangesAsync(cancellationToken);
    }
}
