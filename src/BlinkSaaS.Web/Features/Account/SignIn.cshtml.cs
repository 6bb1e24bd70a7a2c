using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account.Passkeys;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Every refusal has the same words and takes the same time: no account, wrong password, unconfirmed address, locked.
/// </summary>
[AllowAnonymous]
public sealed class SignInModel(SignInByPassword byPassword, PasskeyProof passkey, OpenSession open, AccountThrottle throttle) : PageModel
{
    [BindProperty]
    [MailAddressField]
    public string Email { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Enter your password.")]
    public string Password { get; set; } = "";

    [BindProperty]
    public bool Remember { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public bool Refused { get; private set; }

    /// <summary>The page does not offer by itself what was refused a moment ago.</summary>
    public bool PasskeyRefused { get; private set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Onward() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();
        switch (await byPassword.RunAsync(HttpContext, Email.Trim(), Password, Remember))
        {
            case SignInOutcome.SignedIn:
                return Onward();
            case SignInOutcome.NeedsCode:
                return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? $"~/account/code?returnUrl={Uri.EscapeDataString(ReturnUrl!)}" : "~/account/code");
            case SignInOutcome.Throttled:
                return TooMany();
            default:
                Refused = true;
                ModelState.AddModelError("", "This address and password do not open an account. Check both, or choose a new password. After several wrong tries, an account waits for ten minutes.");
                return Page();
        }
    }

    /// <summary>What the browser is asked for: any passkey it has for this place. It tells nothing of accounts.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        throttle.MayTryFrom(HttpContext) ? Content(await passkey.AskAsync(null), "application/json") : StatusCode(StatusCodes.Status429TooManyRequests);

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential)
    {
        ModelState.Clear();
        if (!throttle.MayTryFrom(HttpContext))
            return TooMany();
        if (await passkey.CheckAsync(credential) is { } person)
        {
            await open.RunAsync(HttpContext, person, SignInMethod.Passkey, Remember);
            return Onward();
        }

        PasskeyRefused = true;
        ModelState.AddModelError("", "This passkey does not open an account here. It may have been removed. Try again, or sign in with your password.");
        return Page();
    }

    private PageResult TooMany()
    {
        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        ModelState.AddModelError("", "There were too many tries. Wait five minutes, then try again.");
        return Page();
    }

    private LocalRedirectResult Onward() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "~/");
}
