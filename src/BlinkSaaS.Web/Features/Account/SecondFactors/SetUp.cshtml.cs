using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>Shows a key to an authenticator app, and keeps it once a code proves that the app has it.</summary>
[ResponseCache(NoStore = true)]
public sealed class SetUpModel(UserManager<AppUser> people, CurrentSession current, AuthenticatorKeys keys, SwitchAuthenticator authenticator, AccountThrottle throttle) : PageModel
{
    private AppUser _person = null!;
    private byte[] _key = [];

    [BindProperty]
    [Required(ErrorMessage = "Enter the code that the app shows.")]
    [StringLength(12, ErrorMessage = "Enter the six digits alone.")]
    public string Code { get; set; } = "";

    /// <summary>The key of the form, sealed.</summary>
    [BindProperty]
    public string? Offer { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    /// <summary>Shown once, when all is done.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; private set; }

    public string KeyWords => AuthenticatorKeys.Words(_key);

    public string Address => AuthenticatorKeys.Address(_key, _person.Email!);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await RefusalAsync() is { } refusal)
            return refusal;
        ModelState.Clear();
        Show(AuthenticatorKeys.New());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await RefusalAsync() is { } refusal)
            return refusal;
        if (keys.Accept(Offer, _person.Id) is not { } key)
        {
            ModelState.Clear();
            ModelState.AddModelError("", "This page was open for more than half an hour. Scan the new picture, and enter the code that the app then shows.");
            Show(AuthenticatorKeys.New());
            return Page();
        }

        Show(key);
        if (!ModelState.IsValid)
            return Page();
        if (!throttle.MayTryCode(_person.Id))
            ModelState.AddModelError("", ProvePassword.Throttled);
        else if (await authenticator.OnAsync(_person, key, Code, cancellationToken) is { } codes)
            RecoveryCodes = codes;
        else
            ModelState.AddModelError(nameof(Code), "This code does not fit. Enter the one that the app shows now; if it still does not, set the clock of your phone.");
        return Page();
    }

    /// <summary>Where to go instead: to prove who it is, or back, because an app is set up already.</summary>
    private async Task<IActionResult?> RefusalAsync()
    {
        if (await people.GetUserAsync(User) is not { } person)
            return Challenge();
        _person = person;
        if (person.TwoFactorEnabled)
            return LocalRedirect("~/account/security");
        return current.IsFresh ? null : LocalRedirect(AgainModel.From(Request));
    }

    private void Show(byte[] key)
    {
        _key = key;
        Offer = keys.Offer(key, _person.Id);
        ModelState.Remove(nameof(Offer));
    }
}
