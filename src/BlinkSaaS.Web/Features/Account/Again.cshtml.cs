using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account.Passkeys;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Asks somebody who is signed in to prove who they are once more: before the ways of signing in change, and where a
/// workspace asks for a second factor that this session has not shown.
/// </summary>
public sealed class AgainModel(UserManager<AppUser> people, ProvePassword prove, PasskeyProof passkey, CurrentSession current, SessionRows sessions) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your password.")]
    public string Password { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public bool HasPasskey { get; private set; }

    /// <summary>Where a page leads that asks for a proof, and comes back from.</summary>
    public static string From(HttpRequest request) =>
        $"~/account/again?returnUrl={Uri.EscapeDataString(HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : request.Path)}";

    public async Task<IActionResult> OnGetAsync()
    {
        ModelState.Clear();
        return await PersonAsync() is null ? Challenge() : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await PersonAsync() is not { } person)
            return Challenge();
        if (ModelState.IsValid && await prove.CheckAsync(person, Password) is { } wrong)
            ModelState.AddModelError(nameof(Password), wrong);
        return ModelState.IsValid ? await ProvenAsync(secondFactor: false) : Page();
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        await PersonAsync() is { } person ? Content(await passkey.AskAsync(person), "application/json") : Unauthorized();

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential)
    {
        if (await PersonAsync() is not { } person)
            return Challenge();
        ModelState.Clear();
        if (await passkey.CheckAsync(credential) is { } proven && proven.Id == person.Id)
            return await ProvenAsync(secondFactor: true);
        ModelState.AddModelError("", "The passkey did not prove that this is you. Try again, or use your password.");
        return Page();
    }

    private async Task<AppUser?> PersonAsync()
    {
        if (await people.GetUserAsync(User) is not { } person)
            return null;
        HasPasskey = (await people.GetPasskeysAsync(person)).Count > 0;
        return person;
    }

    private async Task<IActionResult> ProvenAsync(bool secondFactor)
    {
        await sessions.ConfirmAsync(current.Id, secondFactor);
        return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "~/account/security");
    }
}
