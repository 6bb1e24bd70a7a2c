using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>The second step of signing in: a code of the app, or a recovery code.</summary>
[AllowAnonymous]
public sealed class CodeModel(
    PendingSignIn pending, CheckCode check, RecoveryCodes recovery, AccountThrottle throttle, OpenSession open, SecurityMails mails) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter the code.")]
    [StringLength(40, ErrorMessage = "Enter the code alone.")]
    public string Code { get; set; } = "";

    /// <summary>A recovery code instead.</summary>
    [BindProperty(SupportsGet = true, Name = "recovery")]
    public bool Recovery { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        ModelState.Clear();
        return await pending.FindAsync(HttpContext) is null ? StartAgain() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(HttpContext) is not var (person, remember))
            return StartAgain();
        if (!ModelState.IsValid)
            return Page();
        if (!throttle.MayTryFrom(HttpContext) || !throttle.MayTryCode(person.Id))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Refuse("There were too many tries. Wait five minutes, then try again.");
        }

        if (await WrongAsync(person, cancellationToken) is { } wrong)
            return Refuse(wrong);
        await pending.EndAsync(HttpContext);
        await open.RunAsync(HttpContext, person, Recovery ? SignInMethod.PasswordAndRecoveryCode : SignInMethod.PasswordAndCode, remember);
        return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "~/");
    }

    /// <summary>What is wrong, or null.</summary>
    private async Task<string?> WrongAsync(AppUser person, CancellationToken cancellationToken)
    {
        if (Recovery)
        {
            if (!await recovery.TakeAsync(person.Id, Code))
                return "This is not one of your unused recovery codes. Each of them works once.";
            mails.RecoveryCodeUsed(person, await recovery.CountAsync(person.Id, cancellationToken));
            return null;
        }

        switch (await check.RunAsync(person.Id, Code))
        {
            case CodeOutcome.Right:
                return null;
            case CodeOutcome.Waiting:
                return "There were too many wrong codes, so none is looked at for a while. Use a recovery code or a passkey, or choose a new password, which ends the wait.";
            default:
                if (await check.HasBegunToWaitAsync(person.Id, cancellationToken))
                    mails.CodesWait(person);
                return "This code does not fit, or was used before. Enter the one that the app shows now.";
        }
    }

    private PageResult Refuse(string message)
    {
        ModelState.AddModelError(nameof(Code), message);
        return Page();
    }

    private LocalRedirectResult StartAgain() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? $"~/account/sign-in?returnUrl={Uri.EscapeDataString(ReturnUrl!)}" : "~/account/sign-in");
}
