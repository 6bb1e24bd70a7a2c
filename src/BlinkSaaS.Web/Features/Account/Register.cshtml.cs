using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Workspaces;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Ends at the same page for a new and for a known address.</summary>
[AllowAnonymous]
public sealed class RegisterModel(RegisterPerson register, AccountThrottle throttle, EvenTime evenTime) : PageModel
{
    [BindProperty]
    [PersonNameField]
    public string Name { get; set; } = "";

    [BindProperty]
    [MailAddressField]
    public string Email { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Choose a password of at least 10 characters.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "Choose a password of 10 to 200 characters.")]
    public string Password { get; set; } = "";

    [BindProperty]
    [StringLength(CreateWorkspace.NameLength, ErrorMessage = "Shorten the workspace name to 60 characters or fewer.")]
    public string? Workspace { get; set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? LocalRedirect("~/") : Page();

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

        var weaknesses = await evenTime.RunAsync(() => register.RunAsync(Name.Trim(), Email.Trim(), Password, Workspace, cancellationToken), cancellationToken);
        foreach (var weakness in weaknesses)
            ModelState.AddModelError(nameof(Password), weakness);
        return weaknesses.Count > 0 ? Page() : Redirect("/account/check-mail?for=confirm");
    }
}
