using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>Where somebody comes whose session shows too little for a workspace.</summary>
public sealed class RequiredModel(AppDbContext database, UserManager<AppUser> people, CurrentSession current) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "workspace")]
    public string? Slug { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public string Workspace { get; private set; } = "";

    public bool HasPasskey { get; private set; }

    public string Onward => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await people.GetUserAsync(User) is not { } person)
            return Challenge();
        // Only a workspace of one's own is named.
        var found = await database.Members.IgnoreQueryFilters().Where(m => m.UserId == person.Id && m.Workspace!.Slug == Slug)
            .Select(m => new { m.Workspace!.Name, m.Workspace.RequiresSecondFactor }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return NotFound();
        if (current.SecondFactor || !found.RequiresSecondFactor)
            return LocalRedirect(Onward);
        (Workspace, HasPasskey) = (found.Name, (await people.GetPasskeysAsync(person)).Count > 0);
        return Page();
    }
}
