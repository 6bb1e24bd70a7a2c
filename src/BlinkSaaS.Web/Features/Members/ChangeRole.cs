using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Invitations;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>Gives a member another role. It counts from their next request on.</summary>
public sealed class ChangeRole(AppDbContext database, MemberTurns turns, RevokeInvitation invitations, RecordAudit audit)
{
    /// <summary>Checks everything inside the turn: what the page showed may be old.</summary>
    public async Task<MemberChange> RunAsync(Guid userId, MemberRole? chosen, CancellationToken cancellationToken)
    {
        if (chosen is not { } role || !Enum.IsDefined(role))
            return MemberChange.Invalid("Choose a role.");
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (await database.Members.Include(m => m.User).SingleOrDefaultAsync(m => m.UserId == userId, cancellationToken) is not { } member)
            return MemberChange.Gone;
        if (!MemberRights.MayManage(turn.Actor.Role, member.Role) || !MemberRights.MayManage(turn.Actor.Role, role))
            return MemberChange.Refused(MemberRights.WhoCanChange(turn.Actor.Role));
        if (member.Role == role)
            return MemberChange.Done;
        if (role != MemberRole.Owner && await turns.IsLastOwnerAsync(member, cancellationToken))
            return MemberChange.Invalid(MemberRights.LastOwner);
        audit.Add(AuditAction.MemberRoleChanged, AuditTarget.Member(userId, member.User!.DisplayName), $"{member.Role} to {role}");
        member.Role = role;
        await invitations.OfInviterAsync(userId, role, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        return MemberChange.Done;
    }
}
