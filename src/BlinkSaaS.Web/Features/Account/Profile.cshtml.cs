using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Name and address of the signed-in person.</summary>
public sealed class ProfileModel(UserManager<AppUser> people, ProvePassword prove, AccountMails mails, EvenTime evenTime) : PageModel
{
    private AppUser _person = null!;

    [BindProperty]
    [PersonNameField]
    public string Name { get; set; } = "";

    [BindProperty]
    [MailAddressField]
    public string NewEmail { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Enter your password.")]
    public string Password { get; set; } = "";

    [TempData]
    public bool Saved { get; set; }

    public string CurrentEmail => _person.Email ?? "";

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync())
            return Challenge();
        Name = _person.DisplayName;
        return Page();
    }

    public async Task<IActionResult> OnPostNameAsync()
    {
        if (!await LoadAsync())
            return Challenge();
        KeepErrors(nameof(Name));
        if (!ModelState.IsValid)
            return Page();
        _person.DisplayName = Name.Trim();
        await people.UpdateAsync(_person);
        Saved = true;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEmailAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
            return Challenge();
        KeepErrors(nameof(NewEmail), nameof(Password));
        Name = _person.DisplayName;
        if (!ModelState.IsValid)
            return Page();
        if (await prove.CheckAsync(_person, Password) is { } wrong)
            ModelState.AddModelError(nameof(Password), wrong);
        if (!ModelState.IsValid)
            return Page();
        await evenTime.RunAsync(async () =>
        {
            if (await people.FindByEmailAsync(NewEmail.Trim()) is { } owner)
                mails.AddressInUse(owner);
            else
                await mails.ConfirmNewAddressAsync(_person, NewEmail.Trim());
        }, cancellationToken);
        return Redirect("/account/check-mail?for=change");
    }

    private async Task<bool> LoadAsync()
    {
        if (await people.GetUserAsync(User) is not { } person)
            return false;
        _person = person;
        return true;
    }

    /// <summary>The page has two forms, and only one was sent.</summary>
    private void KeepErrors(params string[] fields)
    {
        foreach (var key in ModelState.Keys.Except(fields, StringComparer.Ordinal).ToList())
            ModelState.Remove(key);
    }
}
