using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account.SecondFactors;
using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Where the link of a reset mail leads. It also confirms the address: the mail arrived there.</summary>
[AllowAnonymous]
public sealed class ResetModel(UserManager<AppUser> people, AccountMails mails, AccountThrottle throttle, DummyPassword dummy, SessionRows sessions, FailedTries failed, CheckCode codes, KnownBrowsers known, RecordAccountEvent record) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "user")]
    public Guid UserId { get; set; }

    [BindProperty(SupportsGet = true, Name = "code")]
    public string Code { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Choose a password of at least 10 characters.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "Choose a password of 10 to 200 characters.")]
    public string Password { get; set; } = "";

    public bool Done { get; private set; }

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

        Done = await ResetAsync();
        if (!Done)
            ModelState.AddModelError("", "The link was used before, or is older than a day. Ask for another mail under Forgot your password, on the sign-in page.");
        ModelState.Remove(nameof(Password));
        return Page();
    }

    private async Task<bool> ResetAsync()
    {
        var person = await people.FindByIdAsync(UserId.ToString());
        if (person is null || failed.IsClosed(person) || AccountMails.Decode(Code) is not { } code || !(await people.ResetPasswordAsync(person, code, Password)).Succeeded)
        {
            dummy.Hash(Password);
            return false;
        }

        person.EmailConfirmed = true;
        await people.UpdateAsync(person);
        await sessions.EndOthersAsync(person.Id, Guid.Empty);
        // Whoever opened the mail is no stranger: tries from elsewhere do not make this browser wait.
        await failed.ClearAsync(person.Id);
        await codes.ForgiveAsync(person.Id);
        known.Remember(HttpContext, person.Email!);
        await record.AddAsync(person.Id, AccountAction.PasswordReset);
        mails.PasswordChanged(person);
        return true;
    }
}
