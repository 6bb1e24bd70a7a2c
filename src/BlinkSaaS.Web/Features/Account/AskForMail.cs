using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>A page that asks for an address and answers the same, whether it is known or not.</summary>
[AllowAnonymous]
public abstract class AskForMailModel(UserManager<AppUser> people, AccountThrottle throttle, EvenTime evenTime) : PageModel
{
    [BindProperty]
    [MailAddressField]
    public string Email { get; set; } = "";

    /// <summary>What the page that comes next speaks of.</summary>
    protected abstract string Next { get; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return Page();
        if (!throttle.MayTry(HttpContext, Email))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            ModelState.AddModelError("", "There were too many tries. Wait five minutes, then try again.");
            return Page();
        }

        await evenTime.RunAsync(async () =>
        {
            if (await people.FindByEmailAsync(Email.Trim()) is { } person)
                await SendAsync(person);
        }, cancellationToken);
        return Redirect($"/account/check-mail?for={Next}");
    }

    protected abstract Task SendAsync(AppUser person);
}

/// <summary>Another confirmation mail.</summary>
public sealed class ResendModel(UserManager<AppUser> people, AccountThrottle throttle, EvenTime evenTime, AccountMails mails) : AskForMailModel(people, throttle, evenTime)
{
    protected override string Next => "confirm";

    protected override Task SendAsync(AppUser person)
    {
        if (!person.EmailConfirmed)
            return mails.ConfirmAddressAsync(person);
        mails.AlreadyRegistered(person);
        return Task.CompletedTask;
    }
}

/// <summary>A mail with a link to a new password.</summary>
public sealed class ForgotModel(UserManager<AppUser> people, AccountThrottle throttle, EvenTime evenTime, AccountMails mails) : AskForMailModel(people, throttle, evenTime)
{
    protected override string Next => "reset";

    protected override Task SendAsync(AppUser person) => mails.ResetPasswordAsync(person);
}
