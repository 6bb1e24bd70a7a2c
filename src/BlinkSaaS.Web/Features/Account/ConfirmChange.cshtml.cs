using BlinkSaaS.Web.Features.Account.History;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Where the link of the mail to a new address leads.</summary>
[AllowAnonymous]
public sealed class ConfirmChangeModel(UserManager<AppUser> people, SignInManager<AppUser> signIn, AccountMails mails, RecordAccountEvent record) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "user")]
    public Guid UserId { get; set; }

    [BindProperty(SupportsGet = true, Name = "email")]
    public string Email { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "code")]
    public string Code { get; set; } = "";

    public bool Done { get; private set; }

    public void OnGet() => ModelState.Clear();

    public async Task<IActionResult> OnPostAsync()
    {
        Done = await ChangeAsync();
        if (!Done)
            ModelState.AddModelError("", "The link was used before, or is older than a day. Change the address again in your profile.");
        return Page();
    }

    private async Task<bool> ChangeAsync()
    {
        var person = await people.FindByIdAsync(UserId.ToString());
        if (person is null || AccountMails.Decode(Code) is not { } code)
            return false;
        var former = person.Email!;
        // The user name is the address: it goes first, unsaved, so that both change in one write.
        person.UserName = Email;
        if (!(await people.ChangeEmailAsync(person, Email, code)).Succeeded)
            return false;
        // Every session ends with the change. Whoever opens the link where they are signed in stays so.
        if (people.GetUserId(User) == person.Id.ToString())
            await signIn.RefreshSignInAsync(person);
        await record.AddAsync(person.Id, AccountAction.AddressChanged);
        mails.AddressChanged(person, former);
        return true;
    }
}
