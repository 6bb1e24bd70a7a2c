using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>The connections of one source: where Finish leads.</summary>
public sealed class SourceModel(ConnectionListing listing, SourceCatalog catalog, CurrentWorkspace workspace) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>Identifier of the connection that was just made, for its message.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Created { get; set; }

    /// <summary>Name of the source.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether new connections can be made.</summary>
    public bool Available { get; private set; }

    /// <summary>The rows, the newest first where one was just made.</summary>
    public IReadOnlyList<ConnectionRow> Rows { get; private set; } = [];

    /// <summary>The connection that was just made.</summary>
    public ConnectionRow? New => Rows.FirstOrDefault(row => row.Connection.PublicId == Created);

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Reads the listing; a source that is unknown and has no connections is 404.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var plugin = catalog.Find(Source);
        var rows = (await listing.ReadAsync(cancellationToken)).Where(row => row.Connection.SourceKey == Source);
        Rows = [.. rows.OrderByDescending(row => row.Connection.PublicId == Created)];
        if (plugin is null && Rows.Count == 0)
            return NotFound();
        Available = plugin is not null;
        Name = plugin?.Name ?? Source;
        return Page();
    }
}
