using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>Makes another workspace.</summary>
public sealed class NewModel(CreateWorkspace create) : PageModel
{
    /// <summary>Its name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Shows the form.</summary>
    public void OnGet()
    {
    }

    /// <summary>Makes it and leads into it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var tidy = WorkspaceNames.Tidy(Name);
        if (WorkspaceNames.Problem(tidy) is { } problem)
        {
            ModelState.AddModelError(nameof(Name), problem);
            return Page();
        }

        var workspace = await create.RunAsync(tidy, Guid.Parse(User.FindFirstValue(ClaimTypes.NameIdentifier)!), cancellationToken);
        return Redirect($"/w/{workspace.Slug}/connections");
    }
}
