using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account.Passkeys;

/// <summary>Has the browser make a passkey, and keeps it under a name.</summary>
public sealed class AddPasskey(SignInManager<AppUser> signIn, UserManager<AppUser> people, SessionRows sessions, CurrentSession current, SecurityMails mails, RecordAccountEvent record)
{
    public const int Most = 10;
    public const int NameLength = 60;

    public Task<string> AskAsync(AppUser person) =>
        signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = person.Id.ToString(), Name = person.Email!, DisplayName = person.DisplayName });

    /// <summary>What is wrong, or null.</summary>
    public async Task<string?> RunAsync(AppUser person, string name, string? credential)
    {
        if ((await people.GetPasskeysAsync(person)).Count >= Most)
            return $"There are {Most} passkeys already. Remove one that you no longer use.";
        if (await AttestAsync(credential) is not { } result || !result.Succeeded || result.UserEntity.Id != person.Id.ToString())
            return "The browser's answer came too late, or does not belong to this account. Add the passkey again.";
        result.Passkey.Name = name;
        if (!(await people.AddOrUpdatePasskeyAsync(person, result.Passkey)).Succeeded)
            return "The passkey could not be kept. Add it again.";
        // Making it showed both the device and its PIN, finger or face.
        await sessions.ConfirmAsync(current.Id, secondFactor: true);
        await record.AddAsync(person.Id, AccountAction.PasskeyAdded);
        mails.PasskeyAdded(person, name);
        return null;
    }

    private async Task<PasskeyAttestationResult?> AttestAsync(string? credential)
    {
        try
        {
            return string.IsNullOrEmpty(credential) ? null : await signIn.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
