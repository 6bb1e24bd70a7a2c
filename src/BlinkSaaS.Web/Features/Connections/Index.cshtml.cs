using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>All connections that the person sees, grouped by source.</summary>
public sealed class IndexModel(ConnectionListing listing, CurrentWorkspace workspace) : PageModel
{
    /// <summary>Text that name, source or owner contain.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>The chosen chip.</summary>
    [BindProperty(SupportsGet = true)]
    public ConnectionFilter Show { get; set; }

    /// <summary>Everything seen.</summary>
    public IReadOnlyList<ConnectionRow> All { get; private set; } = [];

    /// <summary>What search and chip leave.</summary>
    public IReadOnlyList<ConnectionRow> Rows { get; private set; } = [];

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Whether a row passes a chip.</summary>
    public static bool Passes(ConnectionRow row, ConnectionFilter filter) => filter switch
    {
        ConnectionFilter.Mine => row.IsMine,
        ConnectionFilter.Attention => row.Health.NeedsAttention,
        _ => true,
    };

    /// <summary>Reads the listing.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        All = await listing.ReadAsync(cancellationToken);
        Rows = [.. All.Where(row => Passes(row, Show) && Matches(row))];
    }

    private bool Matches(ConnectionRow row) =>
        string.IsNullOrWhiteSpace(Search)
        || new[] { row.Connection.Name, row.SourceName, row.Connection.Owner?.DisplayName ?? "" }
            .Any(text => text.Contains(Search.Trim(), StringComparison.CurrentCultureIgnoreCase));
}
