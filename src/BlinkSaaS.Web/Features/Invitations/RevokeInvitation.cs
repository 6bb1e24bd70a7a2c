using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>Takes invitations back: their links stop working.</summary>
public sealed class RevokeInvitation(AppDbContext database, MemberTurns turns, RecordAudit audit, TimeProvider clock)
{
    /// <summary>One, because somebody asked.</summary>
    public async Task<MemberChange> RunAsync(int id, CancellationToken cancellationToken)
    {
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (await Open().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) is not { } invitation)
            return MemberChange.Gone;
        if (!MemberRights.MayManage(turn.Actor.Role, invitation.Role))
            return MemberChange.Refused(MemberRights.WhoCanChange(turn.Actor.Role));
        invitation.RevokedAt = clock.GetUtcNow();
        audit.Add(AuditAction.InvitationRevoked, AuditTarget.Of(invitation));
        await database.SaveChangesAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        return MemberChange.Done;
    }

    /// <summary>
    /// Those that somebody sent and may not send any more, in the role they have from now on: whoever is removed must not
    /// come back through an invitation to themselves. Saved with the change that calls it.
    /// </summary>
    public async Task OfInviterAsync(Guid inviter, MemberRole now, CancellationToken cancellationToken)
    {
        foreach (var invitation in await Open().Where(i => i.InvitedById == inviter).ToListAsync(cancellationToken))
        {
            if (MemberRights.MayManage(now, invitation.Role))
                continue;
            invitation.RevokedAt = clock.GetUtcNow();
            audit.Add(AuditAction.InvitationRevoked, AuditTarget.Of(invitation), "Whoever sent it may not invite any more");
        }
    }

    private IQueryable<Invitation> Open() => database.Invitations.Where(i => i.AcceptedAt == null && i.RevokedAt == null);
}
