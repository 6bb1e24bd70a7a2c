using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Workspaces.Settings;

/// <summary>Whether the workspace opens to a password alone. Everybody reads it; Owners decide.</summary>
public sealed class SignInModel(AppDbContext database, CurrentWorkspace workspace, CurrentSession session, RecordAudit audit) : PageModel
{
    [TempData]
    public string? Done { get; set; }

    public CurrentWorkspace Workspace => workspace;

    public bool IsRequired { get; private set; }

    public bool MayDecide => workspace.Role == MemberRole.Owner;

    /// <summary>Whether this session would still open the workspace.</summary>
    public bool HasShownOne => session.SecondFactor;

    public int People { get; private set; }

    /// <summary>Who has neither app nor passkey, for those who manage members.</summary>
    public IReadOnlyList<string> Without { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(bool required, CancellationToken cancellationToken)
    {
        if (!MayDecide)
        {
            HttpContext.Items[ErrorPages.Explanation] = "Only an owner of the workspace decides how people sign in to it. Ask one of them.";
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (required && !session.SecondFactor)
        {
            await LoadAsync(cancellationToken);
            ModelState.AddModelError("", "Show a second factor yourself first: sign in with a passkey, or set up an authenticator app. Otherwise this page would close on you.");
            return Page();
        }

        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            await database.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.RequiresSecondFactor, required), cancellationToken);
            await audit.AddAndSaveAsync(AuditAction.WorkspaceSettingChanged, AuditTarget.Workspace(workspace.Id, workspace.Name), required ? "Second factor required" : "Second factor not required", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        Done = required ? "A second factor is required from now on" : "A password alone opens the workspace again";
        return RedirectToPage(new { workspace = workspace.Slug });
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        IsRequired = await database.Workspaces.Where(w => w.Id == workspace.Id).Select(w => w.RequiresSecondFactor).SingleAsync(cancellationToken);
        People = await database.Members.CountAsync(cancellationToken);
        if (workspace.IsAdmin)
            Without = await database.Members.Where(m => !m.User!.TwoFactorEnabled && !database.UserPasskeys.Any(p => p.UserId == m.UserId))
                .OrderBy(m => m.User!.DisplayName).Select(m => m.User!.DisplayName).ToListAsync(cancellationToken);
    }
}
