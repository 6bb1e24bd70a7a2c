using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>
/// Where the link of an invitation leads. It shows the same to everybody who is not signed in, whether the address has an
/// account or not; programs that visit links in mails change nothing.
/// </summary>
[AllowAnonymous]
public sealed class AcceptModel(
    AcceptInvitation accept, JoinAsNewPerson join, UserManager<AppUser> people, OpenSession open, AccountThrottle throttle) : PageModel
{
    /// <summary>The code of the link.</summary>
    [BindProperty(SupportsGet = true, Name = "code")]
    public string? Code { get; set; }

    /// <summary>Name of a new account.</summary>
    [BindProperty]
    [PersonNameField]
    public string Name { get; set; } = "";

    /// <summary>Password of a new account.</summary>
    [BindProperty]
    [Required(ErrorMessage = "Choose a password of at least 10 characters.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "Choose a password of 10 to 200 characters.")]
    public string Password { get; set; } = "";

    /// <summary>What the link opens; null where it opens nothing any more.</summary>
    public OpenInvitation? Invitation { get; private set; }

    /// <summary>Whoever is signed in.</summary>
    public AppUser? Person { get; private set; }

    /// <summary>Whether the signed-in account is the invited one.</summary>
    public bool IsForPerson => Invitation is not null && Person is not null && AcceptInvitation.IsFor(Invitation, Person);

    /// <summary>Where signing in leads back to.</summary>
    public string SignInUrl => $"/account/sign-in?returnUrl={Uri.EscapeDataString($"{InvitationMails.Path}?code={Code}")}";

    /// <summary>Shows who invites, and to what.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear();
        await LoadAsync(cancellationToken);
        return Show();
    }

    /// <summary>Joins with the signed-in account.</summary>
    public async Task<IActionResult> OnPostJoinAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear();
        await LoadAsync(cancellationToken);
        if (Invitation is null || !IsForPerson)
            return Show();
        if (await accept.RunAsync(Invitation, Person!, cancellationToken))
            return Redirect($"/w/{Invitation.Slug}/connections");
        Invitation = null;
        return Show();
    }

    /// <summary>Joins with a new account.</summary>
    public async Task<IActionResult> OnPostNewAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Invitation is null || Person is not null || !ModelState.IsValid)
            return Show();
        if (!throttle.MayTry(HttpContext, Invitation.Email))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            ModelState.AddModelError("", "There were too many tries. Wait five minutes, then try again.");
            return Page();
        }

        var result = await join.RunAsync(Invitation, Name.Trim(), Password, cancellationToken);
        if (result.Person is { } person)
        {
            await open.RunAsync(HttpContext, person, SignInMethod.Password, remember: false);
            return Redirect($"/w/{Invitation.Slug}/connections");
        }

        if (result.HasAccount)
            ModelState.AddModelError("", "This address has an account already. Sign in with its own password; you come back to this page.");
        foreach (var problem in result.Problems)
            ModelState.AddModelError(nameof(Password), problem);
        if (!result.HasAccount && result.Problems.Count == 0)
            Invitation = null;
        return Show();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Response.Headers.CacheControl = "no-store";
        Invitation = await accept.FindAsync(Code, cancellationToken);
        Person = await people.GetUserAsync(User);
    }

    private PageResult Show()
    {
        if (Invitation is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
