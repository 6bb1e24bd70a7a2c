using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// The link shows that the address is theirs, the password that the account is: otherwise somebody could register with
/// another person's address and wait until that person opens the link. Programs that visit links in mails change nothing.
/// </summary>
[AllowAnonymous]
public sealed class ConfirmModel(UserManager<AppUser> people, OpenSession open, FailedTries failed, AccountThrottle throttle, DummyPassword dummy) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "user")]
    public Guid UserId { get; set; }

    [BindProperty(SupportsGet = true, Name = "code")]
    public string Code { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Enter the password you chose when you registered.")]
    public string Password { get; set; } = "";

    public void OnGet() => ModelState.Clear();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();
        if (!throttle.MayTry(HttpContext, UserId.ToString()))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            ModelState.AddModelError("", "There were too many tries. Wait five minutes, then try again.");
            return Page();
        }

        if (await ConfirmAsync() is not { } person)
        {
            ModelState.AddModelError("", "Link and password do not fit together, or the link is older than a day. Check the password, open the link of the latest mail, or have a new one sent.");
            return Page();
        }

        // A link that was used before, by somebody who has set up more since: the usual way asks for it.
        if (person.TwoFactorEnabled)
            return LocalRedirect("~/account/sign-in");
        await open.RunAsync(HttpContext, person, SignInMethod.Password, remember: false);
        return LocalRedirect("~/");
    }

    private async Task<AppUser?> ConfirmAsync()
    {
        var person = await people.FindByIdAsync(UserId.ToString());
        var code = AccountMails.Decode(Code);
        if (person is null || code is null || failed.IsWaiting(person))
        {
            dummy.Verify(Password);
            return null;
        }

        if (!await people.CheckPasswordAsync(person, Password))
        {
            await failed.CountAsync(person.Id);
            return null;
        }

        return (await people.ConfirmEmailAsync(person, code)).Succeeded ? person : null;
    }
}
