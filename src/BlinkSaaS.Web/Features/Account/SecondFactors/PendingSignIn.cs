using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>Between password and code: a sealed cookie that says whose password was right, for ten minutes. It opens nothing.</summary>
public sealed class PendingSignIn(UserManager<AppUser> people)
{
    /// <summary>A cookie of its own: Identity's keeps the questions to passkeys, which another tab may ask meanwhile.</summary>
    public const string Scheme = "pending sign-in";

    private const string Stamp = "stamp";
    private const string Remember = "remember";

    public Task BeginAsync(HttpContext http, AppUser person, bool remember)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, person.Id.ToString()), new Claim(Stamp, person.SecurityStamp ?? "")], Scheme);
        var properties = new AuthenticationProperties { Items = { [Remember] = remember ? "1" : null } };
        return http.SignInAsync(Scheme, new ClaimsPrincipal(identity), properties);
    }

    /// <summary>The person, unless the cookie is too old or their password was changed meanwhile.</summary>
    public async Task<(AppUser Person, bool Remember)?> FindAsync(HttpContext http)
    {
        var result = await http.AuthenticateAsync(Scheme);
        if (result.Principal?.FindFirstValue(ClaimTypes.Name) is not { } id || await people.FindByIdAsync(id) is not { } person)
            return null;
        if (result.Principal.FindFirstValue(Stamp) != person.SecurityStamp)
            return null;
        return (person, result.Properties?.Items.TryGetValue(Remember, out var remember) == true && remember == "1");
    }

    public Task EndAsync(HttpContext http) => http.SignOutAsync(Scheme);
}
