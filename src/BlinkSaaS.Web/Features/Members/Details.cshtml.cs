using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>One member: role and teams; for owners and admins, changing the role and removing.</summary>
public sealed class DetailsModel(
    AppDbContext database, CurrentWorkspace workspace, ChangeRole change, RemoveMember remove, CountHoldings holdings, IOptions<WorkspaceOptions> options) : PageModel
{
    /// <summary>The chosen role; null where none was sent, or none that there is.</summary>
    [BindProperty]
    public MemberRole? Role { get; set; }

    /// <summary>Who takes over what is shared.</summary>
    [BindProperty]
    public Guid? Heir { get; set; }

    /// <summary>What was done before the page was shown.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>The member.</summary>
    public Member Person { get; private set; } = null!;

    /// <summary>The teams they are in.</summary>
    public IReadOnlyList<(int Id, string Name)> Teams { get; private set; } = [];

    /// <summary>What becomes of their connections; null for whoever may not remove them.</summary>
    public LeavingView? Leaving { get; private set; }

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>All members.</summary>
    public string All => $"/w/{workspace.Slug}/members";

    /// <summary>Whether it is the person's own page.</summary>
    public bool IsMe => Person.UserId == workspace.UserId;

    /// <summary>Whether the person may change this member.</summary>
    public bool MayManage => MemberRights.MayManage(workspace.Role, Person.Role);

    /// <summary>Shows the member.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
            return NotFound();
        Role = Person.Role;
        return Page();
    }

    /// <summary>Changes the role.</summary>
    public Task<IActionResult> OnPostRoleAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id, () => change.RunAsync(id, Role, cancellationToken), nameof(Role), () => $"{Person.User!.DisplayName} is {Role} from now on", $"{All}/{id}", cancellationToken);

    /// <summary>Removes them. Whoever leaves by oneself does it under Workspace.</summary>
    public Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id, () => remove.RunAsync(id, Heir, cancellationToken), nameof(Heir), () => $"{Person.User!.DisplayName} is not in the workspace any more", All, cancellationToken);

    private async Task<IActionResult> ChangeAsync(
        Guid id, Func<Task<MemberChange>> act, string field, Func<string> done, string then, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (!await LoadAsync(id, cancellationToken))
            return NotFound();
        if (!MayManage)
            return this.Refuse(MemberRights.WhoCanChange(workspace.Role));
        return this.Answer(await act(), field, () =>
        {
            Done = done();
            return Redirect(then);
        });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await database.Members.AsNoTracking().Include(m => m.User).SingleOrDefaultAsync(m => m.UserId == id, cancellationToken) is not { } member)
            return false;
        Person = member;
        var teams = await database.TeamMembers.Where(m => m.UserId == id).OrderBy(m => m.Team!.Name).Select(m => new { m.TeamId, m.Team!.Name }).ToListAsync(cancellationToken);
        Teams = [.. teams.Select(t => (t.TeamId, t.Name))];
        if (MayManage && !IsMe)
        {
            Leaving = new LeavingView(
                member.User!.DisplayName, await holdings.OfAsync(id, cancellationToken), await remove.HeirsOf(id).AsNoTracking().ToListAsync(cancellationToken), Heir, options.Value.Grace);
        }

        return true;
    }
}
