using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// The password of somebody who is signed in. Tries are counted per session: strangers who try from outside cannot keep the
/// person from their own settings, and somebody at a foreign desk cannot guess for long.
/// </summary>
public sealed class ProvePassword(UserManager<AppUser> people, AccountThrottle throttle, CurrentSession current)
{
    public const string Throttled = "There were too many tries. Wait five minutes, then try again.";
    public const string Wrong = "This is not the password of this account. Type it again.";

    /// <summary>What is wrong, or null.</summary>
    public async Task<string?> CheckAsync(AppUser person, string password) =>
        !throttle.MayTryKnown($"session:{current.Id}") ? Throttled
        : await people.CheckPasswordAsync(person, password) ? null
        : Wrong;
}
