using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Audit;

/// <summary>The audit log, for owners and admins.</summary>
public sealed class IndexModel(ReadAudit read, AppDbContext database, CurrentWorkspace workspace, PersonClock clock) : PageModel
{
    /// <summary>Who reads it.</summary>
    public const string WhoCan = "Only the owners and admins of the workspace read its audit log. Ask one of them.";

    /// <summary>The chosen chip.</summary>
    [BindProperty(SupportsGet = true)]
    public AuditKind? Kind { get; set; }

    /// <summary>The chosen person.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Person { get; set; }

    /// <summary>The searched text.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>What is shown.</summary>
    public AuditPage Log { get; private set; } = null!;

    /// <summary>Who can be chosen.</summary>
    public IReadOnlyList<(Guid Id, string Name)> People { get; private set; } = [];

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Whether something is filtered.</summary>
    public bool IsFiltered => Kind is not null || Person is not null || !string.IsNullOrWhiteSpace(Search);

    /// <summary>Address of this page without filters.</summary>
    public string Path => $"/w/{workspace.Slug}/settings/audit";

    /// <summary>The filters.</summary>
    public AuditQuery Query => new(Kind, Person, Search);

    /// <summary>Shows a page of the log.</summary>
    public async Task<IActionResult> OnGetAsync(Guid? older, Guid? newer, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (!workspace.IsAdmin)
            return this.Refuse(WhoCan);
        var members = await database.Members.OrderBy(m => m.User!.DisplayName).Select(m => new { m.UserId, m.User!.DisplayName }).ToListAsync(cancellationToken);
        People = [.. members.Select(m => (m.UserId, m.DisplayName))];
        Log = await read.PageAsync(Query, older, newer, cancellationToken);
        return Page();
    }

    /// <summary>The same search with another chip.</summary>
    public string With(AuditKind? kind) => Address(Path, kind, null, null);

    /// <summary>Everything that matches, as a file.</summary>
    public string FileUrl => Address($"{Path}/export.csv", Kind, null, null);

    /// <summary>The page after or before.</summary>
    public string? Paged(string direction, Guid? cursor) => cursor is null ? null : Address(Path, Kind, direction, cursor);

    /// <summary>The entries by the person's own days.</summary>
    public IEnumerable<IGrouping<string, AuditEntry>> Days() => Log.Entries.GroupBy(entry => (clock.Now.Date - clock.Local(entry.At).Date).Days switch
    {
        0 => "Today",
        1 => "Yesterday",
        _ => $"{clock.Local(entry.At).ToString("dddd", System.Globalization.CultureInfo.InvariantCulture)}, {Format.Date(clock.Local(entry.At), clock.Now)}",
    });

    private string Address(string path, AuditKind? kind, string? direction, Guid? cursor)
    {
        var query = new Dictionary<string, string?>
        {
            ["kind"] = kind?.ToString().ToLowerInvariant(), ["person"] = Person?.ToString(), ["q"] = string.IsNullOrWhiteSpace(Search) ? null : Search.Trim(),
        };
        if (direction is not null)
            query[direction] = cursor.ToString();
        return QueryHelpers.AddQueryString(path, query.Where(pair => pair.Value is not null));
    }
}
