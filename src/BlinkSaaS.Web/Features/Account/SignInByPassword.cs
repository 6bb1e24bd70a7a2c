using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Account.SecondFactors;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account;

public enum SignInOutcome
{
    /// <summary>No account, wrong password, unconfirmed address, locked: nobody learns which.</summary>
    Refused,
    Throttled,
    SignedIn,

    /// <summary>The password is right; a code comes next.</summary>
    NeedsCode,
}

/// <summary>The first step of signing in. Every refusal costs the same: one look-up, one hash, one statement.</summary>
public sealed class SignInByPassword(
    UserManager<AppUser> people, AccountThrottle throttle, KnownBrowsers known, FailedTries failed, DummyPassword dummy, OpenSession open, PendingSignIn pending,
    RecordAccountEvent record)
{
    public async Task<SignInOutcome> RunAsync(HttpContext http, string email, string password, bool remember)
    {
        var browser = known.Find(http, email);
        if (browser is null ? !throttle.MayTry(http, email) : !throttle.MayTryKnown(browser))
            return SignInOutcome.Throttled;
        if (await CheckAsync(email, password, browser is not null) is not { } person)
            return SignInOutcome.Refused;
        if (person.TwoFactorEnabled)
        {
            await pending.BeginAsync(http, person, remember);
            return SignInOutcome.NeedsCode;
        }

        await open.RunAsync(http, person, SignInMethod.Password, remember);
        return SignInOutcome.SignedIn;
    }

    private async Task<AppUser?> CheckAsync(string email, string password, bool isKnown)
    {
        var person = await people.FindByEmailAsync(email);
        if (person is null || !person.EmailConfirmed || failed.IsClosed(person) || (!isKnown && failed.IsWaiting(person)))
        {
            dummy.Verify(password);
            await failed.CountAsync(Guid.Empty);
            await record.AddAsync(person?.Id ?? Guid.Empty, AccountAction.SignInFailed);
            return null;
        }

        // A hash of fewer rounds than today's is replaced here.
        if (await people.CheckPasswordAsync(person, password))
        {
            await failed.ClearAsync(person.Id);
            return person;
        }

        await failed.CountAsync(isKnown ? Guid.Empty : person.Id);
        await record.AddAsync(person.Id, AccountAction.SignInFailed);
        return null;
    }
}
