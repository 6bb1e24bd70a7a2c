using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account.Sessions;

/// <summary>The end of every way of signing in.</summary>
public sealed class OpenSession(SignInManager<AppUser> signIn, KnownBrowsers known)
{
    public async Task RunAsync(HttpContext http, AppUser person, SignInMethod method, bool remember)
    {
        known.Remember(http, person.Email!);
        await signIn.SignInAsync(person, SessionCookie.For(method, remember));
    }
}
