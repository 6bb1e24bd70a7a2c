using System.Security.Claims;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Features.Workspaces;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features;

/// <summary>Where somebody who just signed in is led: to their workspace, or to making one.</summary>
public sealed class IndexModel(PageFrame frame, CreateWorkspace create) : PageModel
{
    /// <summary>Name of a new workspace.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Leads on.</summary>
    public IActionResult OnGet() => frame.Workspace is { } workspace ? Redirect($"/w/{workspace.Slug}/connections") : Page();

    /// <summary>Makes a workspace.</summary>
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
