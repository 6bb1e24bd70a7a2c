using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Workspaces.Settings;

/// <summary>The only page of a workspace that is being deleted.</summary>
public sealed class DeletedModel(AppDbContext database, CurrentWorkspace workspace, DeleteWorkspace delete) : PageModel
{
    /// <summary>Who asked for it.</summary>
    public string By { get; private set; } = "";

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Whether the person may take it back.</summary>
    public bool MayKeep => workspace.Role == MemberRole.Owner;

    /// <summary>Shows it; a workspace that is not being deleted leads to its settings.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (workspace.PurgeAt is null)
            return Redirect($"/w/{workspace.Slug}/settings");
        await LoadAsync(cancellationToken);
        return Page();
    }

    /// <summary>Takes it back.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var change = await delete.KeepAsync(cancellationToken);
        await LoadAsync(cancellationToken);
        return this.Answer(change, "", () => Redirect($"/w/{workspace.Slug}/connections"));
    }

    private async Task LoadAsync(CancellationToken cancellationToken) =>
        By = await (from w in database.Workspaces join u in database.Users on w.DeletedById equals u.Id where w.Id == workspace.Id select u.DisplayName).FirstOrDefaultAsync(cancellationToken) ?? "Somebody who left";
}
