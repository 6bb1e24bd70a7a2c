using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account.Passkeys;

/// <summary>Asks a browser for a passkey, and tells whose it is.</summary>
public sealed class PasskeyProof(SignInManager<AppUser> signIn, UserManager<AppUser> people, FailedTries failed)
{
    /// <summary>What the browser is asked for. With nobody named, it offers every passkey it has for this place.</summary>
    public Task<string> AskAsync(AppUser? person) => signIn.MakePasskeyRequestOptionsAsync(person!);

    /// <summary>The person, or null. A wait after wrong passwords does not hold passkeys back: they cannot be guessed.</summary>
    public async Task<AppUser?> CheckAsync(string? credential)
    {
        if (string.IsNullOrEmpty(credential))
            return null;
        PasskeyAssertionResult<AppUser> result;
        try
        {
            result = await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // The question is older than its cookie, or was answered before.
            return null;
        }

        if (!result.Succeeded || !result.User.EmailConfirmed || failed.IsClosed(result.User))
            return null;
        // With the new counter of the passkey, by which a copy of it is noticed.
        return (await people.AddOrUpdatePasskeyAsync(result.User, result.Passkey)).Succeeded ? result.User : null;
    }
}
