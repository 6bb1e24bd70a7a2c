using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>Everything that a page of records shows, as a file.</summary>
public sealed class ExportModel(FindData find, ExportRecords export, VisibleConnections visible, RecordAudit audit, PersonClock clock) : PageModel
{
    /// <summary>Writes the file; 404 where the connection is not seen, 403 where it may not be used.</summary>
    public async Task<IActionResult> OnGetAsync(string connection, string stream, string format, CancellationToken cancellationToken)
    {
        if (!ExportRecords.Formats.ContainsKey(format) || await find.RunAsync(connection, stream, cancellationToken) is not { Stream: { } found } place)
            return NotFound();
        if (!visible.MayUse)
            return this.Refuse(ConnectionAccess.WhoCanUse);
        await audit.AddAndSaveAsync(AuditAction.RecordsExported, AuditTarget.Of(place.Connection), $"{found.Title}, {format}", cancellationToken);
        var query = DataQuery.Of(Request.Query, clock.Zone);
        var columns = ColumnChoice.Of(Request, place.Connection.SourceKey, found.Name, found.Columns, query.Columns);
        await export.RunAsync(Response, place, found, query, columns, format, HttpContext.RequestAborted);
        return new EmptyResult();
    }
}
