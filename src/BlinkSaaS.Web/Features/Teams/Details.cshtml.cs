using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>One team: who is in it; for owners and admins, how to change it.</summary>
public sealed class DetailsModel(AppDbContext database, CurrentWorkspace workspace, RenameTeam rename, DeleteTeam delete, ChangeTeamMembers change) : PageModel
{
    /// <summary>Somebody in the team, or who could be.</summary>
    public sealed record PersonRow(Guid UserId, string Name, string? Email, MemberRole Role, DateTimeOffset? AddedAt, bool IsLead);

    /// <summary>The team as it is.</summary>
    public Team Team { get; private set; } = null!;

    /// <summary>Its name as typed.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Its name when the form was shown.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    /// <summary>Who is added or removed.</summary>
    [BindProperty]
    public Guid? Person { get; set; }

    /// <summary>What was done before the page was shown.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Its people.</summary>
    public IReadOnlyList<PersonRow> People { get; private set; } = [];

    /// <summary>Who is in the workspace and not in the team.</summary>
    public IReadOnlyList<PersonRow> Others { get; private set; } = [];

    /// <summary>What deleting it would change, for those who can.</summary>
    public TeamDeletion? Deletion { get; private set; }

    /// <summary>Whether the person may add and remove people.</summary>
    public bool MayManagePeople => workspace.IsAdmin || People.Any(p => p.UserId == workspace.UserId && p.IsLead);

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>All teams.</summary>
    public string AllTeams => $"/w/{workspace.Slug}/teams";

    /// <summary>Shows the team.</summary>
    public async Task<IActionResult> OnGetAsync(int id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        Name = Team.Name;
        return await ShowAsync(cancellationToken);
    }

    /// <summary>Renames it.</summary>
    public Task<IActionResult> OnPostRenameAsync(int id, CancellationToken cancellationToken) => ChangeAsync(
        id, nameof(Name), () => rename.RunAsync(id, Name, Seen, cancellationToken), () => $"The team is called {TeamNames.Tidy(Name)} now", cancellationToken);

    /// <summary>Adds somebody.</summary>
    public Task<IActionResult> OnPostAddAsync(int id, CancellationToken cancellationToken) =>
        ChangeAsync(id, nameof(Person), () => change.AddAsync(id, Person, cancellationToken), () => $"Added to {Team.Name}", cancellationToken, leadMay: true);

    /// <summary>Removes somebody.</summary>
    public Task<IActionResult> OnPostRemoveAsync(int id, CancellationToken cancellationToken) => ChangeAsync(
        id, nameof(Person), () => change.RemoveAsync(id, Person ?? Guid.Empty, cancellationToken), () => $"Removed from {Team.Name}", cancellationToken, leadMay: true);

    /// <summary>Names a lead, or ends that.</summary>
    public Task<IActionResult> OnPostLeadAsync(int id, bool lead, CancellationToken cancellationToken) => ChangeAsync(
        id, nameof(Person), () => change.SetLeadAsync(id, Person ?? Guid.Empty, lead, cancellationToken), () => lead ? $"{Team.Name} has a new lead" : "The lead is ended", cancellationToken);

    /// <summary>Deletes it and leads back to the teams.</summary>
    public Task<IActionResult> OnPostDeleteAsync(int id, CancellationToken cancellationToken) =>
        ChangeAsync(id, "delete", () => delete.RunAsync(id, cancellationToken), () => $"{Team.Name} is deleted", cancellationToken, then: AllTeams);

    /// <summary>What every change has in common: 404, 403, the change, and back to the page with what came of it.</summary>
    private async Task<IActionResult> ChangeAsync(
        int id, string field, Func<Task<MemberChange>> act, Func<string> done, CancellationToken cancellationToken, bool leadMay = false, string? then = null)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (!workspace.IsAdmin && !(leadMay && await database.TeamMembers.AnyAsync(m => m.TeamId == id && m.UserId == workspace.UserId && m.IsLead, cancellationToken)))
            return this.Refuse(leadMay ? TeamRights.WhoCanPeople : TeamRights.WhoCan);
        var outcome = await act();
        if (outcome.IsDone)
        {
            Done = done();
            return Redirect(then ?? $"{AllTeams}/{id}");
        }

        database.ChangeTracker.Clear();
        if (outcome.Problem is not null)
        {
            // What it is called now, not what it was called when this request began.
            await FindAsync(id, cancellationToken);
            Name ??= Team.Name;
            await ShowAsync(cancellationToken);
        }

        return this.Answer(outcome, field, Page);
    }

    private async Task<bool> FindAsync(int id, CancellationToken cancellationToken)
    {
        if (await database.Teams.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } team)
            return false;
        Team = team;
        return true;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var everybody = await database.Members.OrderBy(m => m.User!.DisplayName)
            .Select(m => new PersonRow(
                m.UserId, m.User!.DisplayName, m.User.Email, m.Role,
                database.TeamMembers.Where(t => t.TeamId == Team.Id && t.UserId == m.UserId).Select(t => (DateTimeOffset?)t.AddedAt).FirstOrDefault(),
                database.TeamMembers.Any(t => t.TeamId == Team.Id && t.UserId == m.UserId && t.IsLead)))
            .ToListAsync(cancellationToken);
        People = [.. everybody.Where(p => p.AddedAt is not null)];
        Others = [.. everybody.Where(p => p.AddedAt is null)];
        if (workspace.IsAdmin)
            Deletion = await delete.PreviewAsync(Team.Id, cancellationToken);
        return Page();
    }
}
