using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>Turns the code of an app on and off. Both change the security stamp, which ends every other session.</summary>
public sealed class SwitchAuthenticator(
    AppDbContext database, UserManager<AppUser> people, SignInManager<AppUser> signIn, SessionRows sessions, CurrentSession current,
    AuthenticatorKeys keys, RecoveryCodes recovery, SecurityMails mails, RecordAccountEvent record, TimeProvider time)
{
    /// <summary>The recovery codes, or null where the code is not the app's.</summary>
    public async Task<IReadOnlyList<string>?> OnAsync(AppUser person, byte[] key, string code, CancellationToken cancellationToken)
    {
        if (keys.StepOf(key, code) is not { } step)
            return null;
        IReadOnlyList<string> codes;
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            await database.Authenticators.Where(a => a.UserId == person.Id).ExecuteDeleteAsync(cancellationToken);
            database.Add(new Authenticator { UserId = person.Id, Secret = keys.Seal(key, person.Id), AddedAt = time.GetUtcNow(), LastStep = step });
            await database.SaveChangesAsync(cancellationToken);
            Check(await people.SetTwoFactorEnabledAsync(person, true));
            await record.AddAsync(person.Id, AccountAction.AuthenticatorOn);
            codes = await recovery.RenewAsync(person.Id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await GoOnAsync(person);
        await sessions.ConfirmAsync(current.Id, secondFactor: true);
        mails.AuthenticatorOn(person);
        return codes;
    }

    public async Task OffAsync(AppUser person, CancellationToken cancellationToken)
    {
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            await database.Authenticators.Where(a => a.UserId == person.Id).ExecuteDeleteAsync(cancellationToken);
            await recovery.ForgetAsync(person.Id, cancellationToken);
            Check(await people.SetTwoFactorEnabledAsync(person, false));
            await record.AddAsync(person.Id, AccountAction.AuthenticatorOff);
            await transaction.CommitAsync(cancellationToken);
        }

        await GoOnAsync(person);
        mails.AuthenticatorOff(person);
    }

    /// <summary>This session goes on under the new stamp, all others end.</summary>
    private async Task GoOnAsync(AppUser person)
    {
        await signIn.RefreshSignInAsync(person);
        await sessions.EndOthersAsync(person.Id, current.Id);
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
    }
}
