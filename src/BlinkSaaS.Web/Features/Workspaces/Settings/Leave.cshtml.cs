using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Workspaces.Settings;

/// <summary>Leaving the workspace, with what becomes of one's connections.</summary>
public sealed class LeaveModel(CurrentWorkspace workspace, RemoveMember remove, CountHoldings holdings, IOptions<WorkspaceOptions> options) : PageModel
{
    /// <summary>Who takes over what is shared.</summary>
    [BindProperty]
    public Guid? Heir { get; set; }

    /// <summary>What becomes of one's connections.</summary>
    public LeavingView Leaving { get; private set; } = null!;

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Shows what leaving changes.</summary>
    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <summary>Leaves.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return this.Answer(await remove.RunAsync(workspace.UserId, Heir, cancellationToken), nameof(Heir), () => Redirect("/"));
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => Leaving = new LeavingView(
        null, await holdings.OfAsync(workspace.UserId, cancellationToken), await remove.HeirsOf(workspace.UserId).AsNoTracking().ToListAsync(cancellationToken), Heir, options.Value.Grace);
}
