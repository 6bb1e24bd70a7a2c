using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Workspaces.Settings;

/// <summary>The clock that schedules follow: owners and admins choose it.</summary>
public sealed class TimeZoneModel(CurrentWorkspace workspace, SetTimeZone set, AppDbContext database) : PageModel
{
    /// <summary>Where it is.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>The chosen zone.</summary>
    [BindProperty]
    public string? Zone { get; set; }

    /// <summary>What was just saved.</summary>
    [TempData(Key = "time-zone-saved")]
    public string? Saved { get; set; }

    /// <summary>Shows what is.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Refusal() is { } refused)
            return refused;
        Zone = await database.Workspaces.Where(w => w.Id == workspace.Id).Select(w => w.TimeZone).SingleAsync(cancellationToken);
        return Page();
    }

    /// <summary>Saves it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Refusal() is { } refused)
            return refused;
        if (!await set.RunAsync(workspace.Id, Zone, cancellationToken))
        {
            ModelState.AddModelError(nameof(Zone), "Choose a time zone from the list.");
            return Page();
        }

        Saved = "Time zone saved.";
        return Redirect($"/w/{workspace.Slug}/settings/time-zone");
    }

    private IActionResult? Refusal() =>
        workspace.IsAdmin ? null : this.Refuse("Only owners and admins of the workspace change its time zone. Ask one of them.");
}
