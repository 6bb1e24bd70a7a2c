using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>Mails that tell people what changed without their doing.</summary>
public sealed class TellHandover(MailQueue queue, PublicAddress address, CurrentWorkspace workspace)
{
    /// <summary>To the admin who got the connections of somebody who left.</summary>
    public void Heir(AppUser heir, string leaver, int count)
    {
        if (heir.IsDemo || heir.Email is null)
            return;
        queue.Add(new OutgoingMail(heir.Email, $"You have {(count == 1 ? "a connection" : "connections")} of {leaver} now", $"""
            Hello {heir.DisplayName},

            {leaver} is no longer in {workspace.Name}. {Format.Count(count, "connection", "connections")} that {leaver} shared {(count == 1 ? "is" : "are")} yours now. Pulls go on, still with the token of {leaver}: swap it for one of your own when you can.

            {address.Link($"/w/{workspace.Slug}/connections?show=mine")}
            """));
    }
}
