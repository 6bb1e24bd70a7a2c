using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>
/// Invites an address, and sends an open invitation again. Neither looks whether the address has an account: the answer is
/// the same, and takes the same way.
/// </summary>
public sealed class InviteMember(
    AppDbContext database, CurrentWorkspace workspace, MemberTurns turns, ILookupNormalizer normalizer, InvitationMails mails, RecordAudit audit, TimeProvider clock)
{
    /// <summary>Most open invitations of one workspace: it must not become a way to send mails to strangers.</summary>
    public const int MostOpen = 200;

    /// <summary>Shortest time between two mails to one address from one workspace.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Invites. One who is a member already is known to be one: every member sees the list.</summary>
    public async Task<MemberChange> RunAsync(string email, MemberRole role, IReadOnlyCollection<int> teams, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(role))
            return MemberChange.Invalid("Choose a role.");
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (!MemberRights.MayManage(turn.Actor.Role, role))
            return MemberChange.Refused(MemberRights.WhoCanChange(turn.Actor.Role));
        var normalized = normalizer.NormalizeEmail(email);
        if (await ProblemAsync(normalized, email, cancellationToken) is { } problem)
            return MemberChange.Invalid(problem);
        var now = clock.GetUtcNow();
        var (code, hash) = InvitationCode.New();
        var invitation = new Invitation
        {
            WorkspaceId = workspace.Id, Email = email, NormalizedEmail = normalized, Role = role, CodeHash = hash, InvitedById = workspace.UserId,
            SentAt = now, ExpiresAt = now + Invitation.Lifetime,
            TeamIds = await database.Teams.Where(t => teams.Contains(t.Id)).OrderBy(t => t.Id).Select(t => t.Id).ToArrayAsync(cancellationToken),
        };
        // One that has expired makes room; its link is dead.
        await database.Invitations.Where(i => i.NormalizedEmail == normalized && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt <= now)
            .ExecuteUpdateAsync(i => i.SetProperty(p => p.RevokedAt, now), cancellationToken);
        database.Add(invitation);
        await database.SaveChangesAsync(cancellationToken);
        audit.Add(AuditAction.InvitationSent, AuditTarget.Of(invitation), $"as {role}");
        await database.SaveChangesAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        mails.Send(invitation, code, turn.Actor.User!.DisplayName);
        return MemberChange.Done;
    }

    /// <summary>Sends it again with a new link, which works for 7 days from now; the link before stops working.</summary>
    public async Task<MemberChange> AgainAsync(int id, CancellationToken cancellationToken)
    {
        await using var turn = await turns.BeginAsync(cancellationToken);
        if (turn is null)
            return MemberChange.Gone;
        if (await database.Invitations.SingleOrDefaultAsync(i => i.Id == id && i.AcceptedAt == null && i.RevokedAt == null, cancellationToken) is not { } invitation)
            return MemberChange.Gone;
        if (!MemberRights.MayManage(turn.Actor.Role, invitation.Role))
            return MemberChange.Refused(MemberRights.WhoCanChange(turn.Actor.Role));
        var now = clock.GetUtcNow();
        if (now - invitation.SentAt < Pause)
            return MemberChange.Invalid("A mail went there less than a minute ago. Wait a minute, then send it again.");
        (var code, invitation.CodeHash) = InvitationCode.New();
        (invitation.SentAt, invitation.ExpiresAt, invitation.InvitedById) = (now, now + Invitation.Lifetime, workspace.UserId);
        audit.Add(AuditAction.InvitationSentAgain, AuditTarget.Of(invitation));
        await database.SaveChangesAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        mails.Send(invitation, code, turn.Actor.User!.DisplayName);
        return MemberChange.Done;
    }

    private async Task<string?> ProblemAsync(string normalized, string email, CancellationToken cancellationToken)
    {
        if (await database.Members.AnyAsync(m => m.User!.NormalizedEmail == normalized, cancellationToken))
            return $"{email} is in this workspace already.";
        var now = clock.GetUtcNow();
        var open = database.Invitations.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now);
        if (await open.AnyAsync(i => i.NormalizedEmail == normalized, cancellationToken))
            return $"{email} is invited already. Send the invitation again, or take it back first.";
        return await open.CountAsync(cancellationToken) >= MostOpen
            ? $"{MostOpen} invitations are open. Take some back, or wait until people have joined."
            : null;
    }
}
