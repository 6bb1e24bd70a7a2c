using System.Security.Claims;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.SignIns;

/// <summary>
/// Where a source sends the browser back to. Its address is the same for all workspaces, so the workspace is entered here, with
/// what the state says and the same proof of membership as everywhere.
/// </summary>
public sealed class ReturnModel(
    SourceSignIn signIn, SourceCatalog catalog, AppDbContext database, TenantScope scope, CurrentWorkspace workspace, CurrentSession session,
    ConnectionDrafts drafts, ConnectionHeads heads, EditConnection edit, ConnectionUrls urls) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>What the settings say next.</summary>
    [TempData(Key = "connection-saved")]
    public string? Saved { get; set; }

    /// <summary>What the page that the person comes back to says.</summary>
    [TempData(Key = "sign-in-problem")]
    public string? Problem { get; set; }

    /// <summary>Name of the source.</summary>
    public string SourceName => catalog.Find(Source)?.Name ?? "the source";

    /// <summary>Finishes the sign-in and leads back to where it began.</summary>
    public async Task<IActionResult> OnGetAsync(string? state, string? code, string? error, CancellationToken cancellationToken)
    {
        if (await signIn.TakeAsync(HttpContext, Source, state, cancellationToken) is not { } target)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        if (!await EnterAsync(target.WorkspaceId, cancellationToken))
            return NotFound();
        if (!string.IsNullOrEmpty(error) || string.IsNullOrEmpty(code))
            return Back(target, $"{SourceName} was not connected: access was not allowed there. Nothing was changed. Continue with {SourceName} again, or enter a token.");
        var outcome = await signIn.ExchangeAsync(Request, Source, code, cancellationToken);
        return outcome.Token is { } token ? await UseAsync(target, token, cancellationToken) : Back(target, outcome.Problem!);
    }

    private async Task<bool> EnterAsync(long workspaceId, CancellationToken cancellationToken)
    {
        var user = Guid.Parse(User.FindFirstValue(ClaimTypes.NameIdentifier)!);
        var membership = await database.Members.IgnoreQueryFilters()
            .Where(m => m.UserId == user && m.WorkspaceId == workspaceId)
            .Select(m => new Membership(m.WorkspaceId, m.Workspace!.Slug, m.Workspace.Name, m.UserId, m.User!.DisplayName, m.Role, m.Workspace.RequiresSecondFactor, m.Workspace.PurgeAt))
            .SingleOrDefaultAsync(cancellationToken);
        if (membership is null || membership.PurgeAt is not null || SecondFactorGate.IsClosed(membership, session))
            return false;
        workspace.Enter(membership);
        scope.Enter(workspaceId, user);
        return true;
    }

    private async Task<IActionResult> UseAsync(SignInTarget target, string token, CancellationToken cancellationToken)
    {
        if (catalog.Find(Source)?.Descriptor is not { } source)
            return NotFound();
        if (target.Draft is { } id)
        {
            if (!workspace.MayCreateConnections || await drafts.FindAsync(id, cancellationToken) is not { } draft || draft.SourceKey != Source)
                return NotFound();
            await drafts.SignInAsync(draft, source, token, cancellationToken);
            return Back(target, null);
        }

        if (await heads.FindAsync(Source, target.Connection!, cancellationToken) is not { } head)
            return NotFound();
        if (!head.MayManage)
            return this.Refuse(ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner"));
        var result = await edit.SwapTokenAsync(head.Connection, source, CredentialInput.SignedIn(source, token, new Dictionary<string, string>()), target.Version, cancellationToken);
        Saved = result.Outcome == EditConnection.Outcome.Saved ? $"Token swapped. The next pull uses it. It signs in as {result.Check?.Account}." : null;
        return result.Outcome switch
        {
            EditConnection.Outcome.Saved => Back(target, null),
            EditConnection.Outcome.Gone => NotFound(),
            EditConnection.Outcome.Conflict => Back(target, "Somebody else changed this connection meanwhile, so the token was not swapped. Sign in again to swap it."),
            _ => Back(target, result.Problem!),
        };
    }

    private RedirectResult Back(SignInTarget target, string? problem)
    {
        Problem = problem;
        return Redirect(target.Draft is { } draft ? $"{urls.New}/{Source}?draft={draft}" : $"{urls.Source(Source)}/{target.Connection}/settings");
    }
}
