using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Teams;

/// <summary>The teams of the workspace, for everybody in it.</summary>
public sealed class IndexModel(AppDbContext database, CurrentWorkspace workspace, CreateTeam create) : PageModel
{
    /// <summary>A team and the names of its people.</summary>
    public sealed record Row(int Id, string Name, IReadOnlyList<(Guid UserId, string Name)> People);

    /// <summary>Name of a new team.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>What was done before the page was shown.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>The teams by name.</summary>
    public IReadOnlyList<Row> Teams { get; private set; } = [];

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Lists the teams.</summary>
    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <summary>Makes a team and leads to it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!workspace.IsAdmin)
            return this.Refuse(TeamRights.WhoCan);
        var (team, change) = await create.RunAsync(Name, cancellationToken);
        await LoadAsync(cancellationToken);
        return this.Answer(change, nameof(Name), () => Redirect($"/w/{workspace.Slug}/teams/{team!.Id}"));
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var teams = await database.Teams.OrderBy(t => t.Name).Select(t => new { t.Id, t.Name }).ToListAsync(cancellationToken);
        var people = await database.TeamMembers.OrderBy(m => m.User!.DisplayName)
            .Select(m => new { m.TeamId, m.UserId, m.User!.DisplayName }).ToListAsync(cancellationToken);
        var byTeam = people.ToLookup(m => m.TeamId, m => (m.UserId, m.DisplayName));
        Teams = [.. teams.Select(t => new Row(t.Id, t.Name, [.. byTeam[t.Id]]))];
    }
}
