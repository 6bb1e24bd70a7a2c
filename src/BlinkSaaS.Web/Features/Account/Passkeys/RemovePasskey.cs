using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account.Passkeys;

/// <summary>
/// Forgets a passkey. Whoever removes one may have lost the device: every other browser is signed out, as with each change of
/// the ways of signing in.
/// </summary>
public sealed class RemovePasskey(UserManager<AppUser> people, SessionRows sessions, CurrentSession current, RecordAccountEvent record, SecurityMails mails)
{
    public async Task RunAsync(AppUser person, UserPasskeyInfo passkey)
    {
        await people.RemovePasskeyAsync(person, passkey.CredentialId);
        await sessions.EndOthersAsync(person.Id, current.Id);
        await record.AddAsync(person.Id, AccountAction.PasskeyRemoved);
        mails.PasskeyRemoved(person, passkey.Name ?? "without a name");
    }
}
