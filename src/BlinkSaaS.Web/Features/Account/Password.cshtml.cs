using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Changing the password ends every other session.</summary>
public sealed class PasswordModel(UserManager<AppUser> people, SignInManager<AppUser> signIn, AccountMails mails, AccountThrottle throttle) : PageModel
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
        if (!throttle.MayTry(HttpContext, person.Email))
            ModelState.AddModelError("", "There were too many tries. Wait five minutes, then try again.");
        else if (!(await signIn.CheckPasswordSignInAsync(person, Current, lockoutOnFailure: true)).Succeeded)
            ModelState.AddModelError(nameof(Current), "This is not the password of this account. Type it again.");
        else
            foreach (var error in (await people.ChangePasswordAsync(person, Current, New)).Errors)
                ModelState.AddModelError(nameof(New), error.Description);
        if (!ModelState.IsValid)
            return Page();
        await signIn.RefreshSignInAsync(person);
        mails.PasswordChanged(person);
        Saved = true;
        return RedirectToPage();
    }
}
