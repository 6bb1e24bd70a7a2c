using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>Mails to people whose privacy somebody else's step touches.</summary>
public sealed class TellTeam(AppDbContext database, CurrentWorkspace workspace, MailQueue queue, PublicAddress address)
{
    /// <summary>An owner or admin put themselves into a team: its people are told, because what is shared with the team is now seen by one more.</summary>
    public async Task JoinedByThemselvesAsync(int teamId, CancellationToken cancellationToken)
    {
        var team = await database.Teams.Where(t => t.Id == teamId).Select(t => t.Name).SingleOrDefaultAsync(cancellationToken) ?? "";
        var people = await database.TeamMembers.Where(m => m.TeamId == teamId && m.UserId != workspace.UserId && !m.User!.IsDemo)
            .Select(m => new { m.User!.Email, m.User.DisplayName }).ToListAsync(cancellationToken);
        foreach (var person in people)
        {
            queue.Add(new OutgoingMail(person.Email!, $"{workspace.UserName} joined the team {team}", $"""
                Hello {person.DisplayName},

                {workspace.UserName}, {(workspace.IsAdmin ? workspace.Role.ToString() : "a member")} of {workspace.Name}, joined the team {team} by themselves, and sees everything that is shared with it from now on. It stands in the audit log.

                {address.Link($"/w/{workspace.Slug}/teams/{teamId}")}
                """));
        }
    }

    /// <summary>To the owner of a connection that was shared with a deleted team alone.</summary>
    public void PrivateNow(string email, string name, string connection, string team) => queue.Add(new OutgoingMail(email, $"{connection} is private to you now", $"""
        Hello {name},

        {workspace.UserName} deleted the team {team} in {workspace.Name}. {connection} was shared with that team alone, so only you see it now. Its pulls go on.

        Share it again under Settings of the connection:
        {address.Link($"/w/{workspace.Slug}/connections?show=mine")}
        """));
}
