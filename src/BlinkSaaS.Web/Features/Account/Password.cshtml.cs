using System.ComponentModel.DataAnnotations;
using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Changing the password ends every other session.</summary>
public sealed class PasswordModel(UserManager<AppUser> people, SignInManager<AppUser> signIn, SessionRows sessions, CurrentSession current, ProvePassword prove, AccountMails mails, RecordAccountEvent record) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your current password.")]
    public string Current { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Choose a password of at least 10 characters.")]
    [StringLength(200, MinimumLength = 10, ErrorMessage = "Choose a password of 10 to 200 characters.")]
    public string New { get; set; } = "";

    [TempData]
    public bool Saved { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await people.GetUserAsync(User) is not { } person)
            return Challenge();
        if (!ModelState.IsValid)
            return Page();
        if (await prove.CheckAsync(person, Current) is { } wrong)
            ModelState.AddModelError(nameof(Current), wrong);
        else
            foreach (var error in (await people.ChangePasswordAsync(person, Current, New)).Errors)
                ModelState.AddModelError(nameof(New), error.Description);
        if (!ModelState.IsValid)
            return Page();
        await signIn.RefreshSignInAsync(person);
        await sessions.EndOthersAsync(person.Id, current.Id);
        await record.AddAsync(person.Id, AccountAction.PasswordChanged);
        mails.PasswordChanged(person);
        Saved = true;
        return RedirectToPage();
    }
}
