using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Invitations;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;

namespace BlinkSaaS.Web.Features.Demo;

/// <summary>What happened in the demo workspace before somebody looks: an invitation, a connection that was handed over, entries of the audit log.</summary>
public sealed class DemoHistory(AppDbContext database, TimeProvider clock)
{
    /// <summary>Who left; the token of one connection is still theirs.</summary>
    public const string Leaver = $"ira@{DemoState.Domain}";

    /// <summary>The connection that was handed over.</summary>
    public const string HandedOver = "Agency operations";

    /// <summary>Adds it to what is saved next.</summary>
    public void Add(Workspace workspace, AppUser owner, AppUser admin, AppUser leaver, IReadOnlyList<Team> teams)
    {
        var now = clock.GetUtcNow();
        database.Add(new Invitation
        {
            WorkspaceId = workspace.Id, Email = $"tomas@{DemoState.Domain}", NormalizedEmail = $"TOMAS@{DemoState.Domain.ToUpperInvariant()}", Role = MemberRole.Member,
            CodeHash = InvitationCode.New().Hash, InvitedById = owner.Id, SentAt = now.AddHours(-5), ExpiresAt = now.AddHours(-5) + Invitation.Lifetime, TeamIds = [teams[0].Id],
        });
        var place = AuditTarget.Workspace(workspace.Id, workspace.Name);
        var steps = new (double DaysAgo, AppUser Actor, AuditAction Action, AuditTarget Target, string? Detail)[]
        {
            (40, owner, AuditAction.WorkspaceCreated, place, null),
            (39, admin, AuditAction.MemberJoined, place, $"as Admin, invited by {owner.DisplayName}"),
            (38, owner, AuditAction.TeamCreated, AuditTarget.Of(teams[0]), null),
            (38, owner, AuditAction.TeamMemberAdded, AuditTarget.Of(teams[0]), admin.DisplayName),
            (30, leaver, AuditAction.MemberJoined, place, $"as Member, invited by {admin.DisplayName}"),
            (12, owner, AuditAction.TeamCreated, AuditTarget.Of(teams[1]), null),
            (3, owner, AuditAction.MemberRemoved, AuditTarget.Member(leaver.Id, leaver.DisplayName), $"1 shared to {admin.DisplayName}"),
            (0.2, owner, AuditAction.InvitationSent, new AuditTarget(AuditKind.Invitation, "1", $"tomas@{DemoState.Domain}"), "as Member"),
        };
        foreach (var (daysAgo, actor, action, target, detail) in steps)
        {
            var at = now.AddDays(-daysAgo);
            database.Add(new AuditEntry
            {
                WorkspaceId = workspace.Id, Id = Guid.CreateVersion7(at), At = at, ActorId = actor.Id, ActorName = actor.DisplayName, Action = action, Kind = target.Kind,
                TargetId = target.Id, TargetName = target.Name, Detail = detail,
            });
        }
    }

    /// <summary>Marks the connection that came from somebody who left.</summary>
    public void HandOver(Connection connection, AppUser leaver)
    {
        (connection.TokenOfId, connection.HandedOverAt) = (leaver.Id, clock.GetUtcNow().AddDays(-3));
        (connection.PrivacySetById, connection.PrivacySetAt) = (leaver.Id, clock.GetUtcNow().AddDays(-20));
    }
}
