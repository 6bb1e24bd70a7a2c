using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Workspaces.Settings;

/// <summary>The workspace itself: its name, leaving it, deleting it.</summary>
public sealed class IndexModel(CurrentWorkspace workspace, RenameWorkspace rename, DeleteWorkspace delete, IOptions<WorkspaceOptions> options) : PageModel
{
    /// <summary>Its name as typed.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>The name typed once more, to delete.</summary>
    [BindProperty]
    public string? Confirm { get; set; }

    /// <summary>What was done before the page was shown.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Whether the person may change the workspace.</summary>
    public bool MayChange => workspace.Role == MemberRole.Owner;

    /// <summary>How long a deletion can be taken back.</summary>
    public TimeSpan Grace => options.Value.Grace;

    /// <summary>Address of this page.</summary>
    public string Here => $"/w/{workspace.Slug}/settings";

    /// <summary>Shows it.</summary>
    public void OnGet() => Name = workspace.Name;

    /// <summary>Renames.</summary>
    public async Task<IActionResult> OnPostRenameAsync(CancellationToken cancellationToken) => !MayChange ? this.Refuse(WorkspaceNames.WhoCan)
        : this.Answer(await rename.RunAsync(Name, cancellationToken), nameof(Name), () =>
        {
            Done = $"The workspace is called {WorkspaceNames.Tidy(Name)} now";
            return Redirect(Here);
        });

    /// <summary>Deletes, with a grace period.</summary>
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        Name = workspace.Name;
        if (!MayChange)
            return this.Refuse(WorkspaceNames.WhoCan);
        return this.Answer(await delete.RunAsync(Confirm, cancellationToken), nameof(Confirm), () => Redirect($"{Here}/deleted"));
    }
}
