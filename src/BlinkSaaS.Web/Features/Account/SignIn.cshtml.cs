using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Every refusal has the same words and takes the same time: no account, wrong password, unconfirmed address, locked.
/// </summary>
[AllowAnonymous]
public sealed class SignInModel(SignInManager<AppUser> signIn, UserManager<AppUser> people, AccountThrottle throttle, DummyPassword dummy) : PageModel
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

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Onward() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();
        if (!throttle.MayTry(HttpContext, Email))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            ModelState.AddModelError("", "There were too many tries. Wait five minutes, then try again.");
            return Page();
        }

        if (await TryAsync())
            return Onward();
        Refused = true;
        ModelState.AddModelError("", "This address and password do not open an account. Check both, or choose a new password. After several wrong tries, an account waits for ten minutes.");
        return Page();
    }

    private async Task<bool> TryAsync()
    {
        if (await people.FindByEmailAsync(Email.Trim()) is not { } person)
        {
            dummy.Verify(Password);
            return false;
        }

        var result = await signIn.PasswordSignInAsync(person, Password, Remember, lockoutOnFailure: true);
        // These two are answered by Identity without looking at the password.
        if (result.IsNotAllowed || (result.IsLockedOut && await people.GetAccessFailedCountAsync(person) > 0))
            dummy.Verify(Password);
        return result.Succeeded;
    }

    private LocalRedirectResult Onward() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "~/");
}
