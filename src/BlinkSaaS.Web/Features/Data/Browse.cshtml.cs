using BlinkSaaS.Web.Features.Connections;
using Microsoft.AspNetCore.Mvc;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>The records of a stream.</summary>
public sealed class BrowseModel(FindData find, ReadRecords read, VisibleConnections visible, ConnectionUrls urls) : BrowsePage(find, read, visible, urls)
{
    /// <summary>Shows them.</summary>
    public Task<IActionResult> OnGetAsync(string connection, string? stream, CancellationToken cancellationToken) => ShowAsync(connection, stream, cancellationToken);

    /// <summary>Keeps the ticked columns for next time and shows them; none ticked brings the usual ones back.</summary>
    public async Task<IActionResult> OnGetColumnsAsync(string connection, string? stream, [FromQuery(Name = "col")] string[] ticked, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(connection, stream, cancellationToken) || Stream is null)
            return NotFound();
        string[] known = [.. Stream.Columns.Select(column => column.Name).Where(ticked.Contains)];
        ColumnChoice.Keep(HttpContext, Place.Connection.SourceKey, Stream.Name, known);
        return Redirect(Links.With(known));
    }
}
