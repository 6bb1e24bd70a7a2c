using BlinkSaaS.Web.Features.Shared.Mail;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Tells people what changed in the ways to open their account. Never held back for their number: a flood of other mails must
/// not hide them.
/// </summary>
public sealed class SecurityMails(MailQueue queue, PublicAddress address, IHttpContextAccessor http)
{
    public void AuthenticatorOn(AppUser person) => Send(person, "Signing in now asks for a code", "an authenticator app was set up: signing in with your password asks for its code from now on.");

    public void AuthenticatorOff(AppUser person) => Send(person, "Signing in no longer asks for a code", "the authenticator app was turned off: your password alone signs in.");

    public void RecoveryCodeUsed(AppUser person, int left) => Send(person, "A recovery code was used", $"somebody signed in with your password and a recovery code. {left} are left.");

    public void NewRecoveryCodes(AppUser person) => Send(person, "New recovery codes were made", "new recovery codes were made. The old ones no longer work.");

    public void CodesWait(AppUser person) => Send(person, "Wrong codes after your password", "somebody entered your password, and then several wrong codes. Codes wait for a while now; recovery codes and passkeys work.");

    public void PasskeyAdded(AppUser person, string name) => Send(person, "A passkey was added", $"the passkey {name} was added. It signs in without the password.");

    public void PasskeyRemoved(AppUser person, string name) => Send(person, "A passkey was removed", $"the passkey {name} was removed. It no longer signs in.");

    private void Send(AppUser person, string subject, string what) => queue.Add(new OutgoingMail(person.Email!, subject, $"""
        Hello {person.DisplayName},

        {what}

        If this was not you, choose a new password at once, which ends every session, and then look at what is under Second factor:
        {address.Link(http.HttpContext!.Request, "/account/forgot")}
        """));
}
