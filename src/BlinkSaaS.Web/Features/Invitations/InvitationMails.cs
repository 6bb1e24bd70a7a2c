using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>The mail with the link. It says nothing that depends on whether the address has an account.</summary>
public sealed class InvitationMails(MailQueue queue, PublicAddress address, CurrentWorkspace workspace, IHttpContextAccessor http)
{
    /// <summary>Path of the page that the link leads to.</summary>
    public const string Path = "/invitation";

    /// <summary>Sends it.</summary>
    public void Send(Invitation invitation, string code, string inviter) => queue.Add(new OutgoingMail(invitation.Email, $"Join {OneLine(workspace.Name)} on BlinkSaaS", $"""
        Hello,

        {OneLine(inviter)} invites you to the workspace {OneLine(workspace.Name)}, as {invitation.Role}. Join here; the link works once and for 7 days.
        {address.Link(http.HttpContext!.Request, $"{Path}?code={code}")}

        If you do not know {OneLine(inviter)}, there is nothing to do.
        """));

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
