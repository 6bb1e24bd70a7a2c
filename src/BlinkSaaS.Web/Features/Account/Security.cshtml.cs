using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Passkeys;
using BlinkSaaS.Web.Features.Account.SecondFactors;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>The ways of signing in beside the password: authenticator app, recovery codes, passkeys.</summary>
[ResponseCache(NoStore = true)]
public sealed class SecurityModel(
    AppDbContext database, UserManager<AppUser> people, CurrentSession current, SwitchAuthenticator authenticator, CheckCode check, RecoveryCodes recovery,
    AddPasskey addPasskey, RemovePasskey removePasskey, SecurityMails mails, AccountThrottle throttle) : PageModel
{
    [TempData]
    public string? Done { get; set; }

    public DateTimeOffset? AppSince { get; private set; }

    public int CodesLeft { get; private set; }

    public IReadOnlyList<string>? NewCodes { get; private set; }

    public IList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    /// <summary>Offered as the name of a new passkey.</summary>
    public string ThisBrowser => BrowserWords.From(Request.Headers.UserAgent.ToString());

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ForPersonAsync(_ => Task.FromResult<IActionResult>(Page()), needsProof: false, cancellationToken);

    public Task<IActionResult> OnPostTurnOffAsync(string? code, CancellationToken cancellationToken) => ForPersonAsync(async person =>
    {
        if (!throttle.MayTryCode(person.Id))
            return Refuse("code", ProvePassword.Throttled);
        var given = code ?? "";
        if (AuthenticatorKeys.IsCode(given) ? await check.RunAsync(person.Id, given) != CodeOutcome.Right : !await recovery.TakeAsync(person.Id, given))
            return Refuse("code", "Enter the code that the app shows now, or an unused recovery code.");
        await authenticator.OffAsync(person, cancellationToken);
        return Finish("The authenticator app is turned off");
    }, needsProof: true, cancellationToken);

    public Task<IActionResult> OnPostRecoveryCodesAsync(CancellationToken cancellationToken) => ForPersonAsync(async person =>
    {
        if (!person.TwoFactorEnabled)
            return RedirectToPage();
        NewCodes = await recovery.RenewAsync(person.Id, cancellationToken);
        CodesLeft = NewCodes.Count;
        mails.NewRecoveryCodes(person);
        return Page();
    }, needsProof: true, cancellationToken);

    /// <summary>Asked by a script: 403 tells it to open the page that asks for a proof.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        !current.IsFresh ? StatusCode(StatusCodes.Status403Forbidden)
        : await people.GetUserAsync(User) is { } person ? Content(await addPasskey.AskAsync(person), "application/json")
        : Unauthorized();

    public Task<IActionResult> OnPostAddPasskeyAsync(string? passkeyName, string? credential, CancellationToken cancellationToken) => ForPersonAsync(async person =>
    {
        var name = (passkeyName ?? "").Trim();
        if (name.Length is 0 or > AddPasskey.NameLength || name.Any(char.IsControl))
            return Refuse("passkeyName", $"Give the passkey a name of 1 to {AddPasskey.NameLength} characters.");
        return await addPasskey.RunAsync(person, name, credential) is { } wrong ? Refuse("passkeyName", wrong) : Finish($"The passkey {name} is added");
    }, needsProof: true, cancellationToken);

    public Task<IActionResult> OnPostRemovePasskeyAsync(string? passkey, CancellationToken cancellationToken) => ForPersonAsync(async person =>
    {
        if (Passkeys.FirstOrDefault(p => IdOf(p) == passkey) is not { } found)
            return RedirectToPage();
        await removePasskey.RunAsync(person, found);
        return Finish($"The passkey {found.Name} is removed, and every other browser is signed out");
    }, needsProof: true, cancellationToken);

    public static string IdOf(UserPasskeyInfo passkey) => WebEncoders.Base64UrlEncode(passkey.CredentialId);

    private async Task<IActionResult> ForPersonAsync(Func<AppUser, Task<IActionResult>> work, bool needsProof, CancellationToken cancellationToken)
    {
        if (await people.GetUserAsync(User) is not { } person)
            return Challenge();
        AppSince = await database.Authenticators.Where(a => a.UserId == person.Id).Select(a => (DateTimeOffset?)a.AddedAt).SingleOrDefaultAsync(cancellationToken);
        CodesLeft = await recovery.CountAsync(person.Id, cancellationToken);
        Passkeys = await people.GetPasskeysAsync(person);
        return needsProof && !current.IsFresh ? LocalRedirect(AgainModel.From(Request)) : await work(person);
    }

    private PageResult Refuse(string field, string message)
    {
        ModelState.AddModelError(field, message);
        return Page();
    }

    private RedirectToPageResult Finish(string done)
    {
        Done = done;
        return RedirectToPage();
    }
}
