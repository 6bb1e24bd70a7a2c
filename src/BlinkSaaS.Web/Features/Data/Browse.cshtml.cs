using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>The records of a stream.</summary>
public sealed class BrowseModel(
    FindData find, ReadRecords read, VisibleConnections visible, ConnectionUrls urls, PersonClock clock, SettleWalks settle, PullJobs jobs, CurrentWorkspace workspace, RecordAudit audit)
    : BrowsePage(find, read, visible, urls, clock)
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

    /// <summary>Takes the decision about records that a pull did not see: gone, or kept.</summary>
    public async Task<IActionResult> OnPostDecideAsync(string connection, string stream, int walk, bool gone, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(connection, stream, cancellationToken) || Stream is null)
            return NotFound();
        if (!MayManage)
            return this.Refuse(ConnectionAccess.WhoCanManage(Place.Connection.Owner?.DisplayName ?? "Its owner"));
        var key = VisibleConnections.KeyOf(Place.Connection);
        if (await settle.DecideAsync(key, Stream.StreamId, walk, gone, workspace.UserId, cancellationToken))
        {
            await audit.AddAndSaveAsync(gone ? AuditAction.UnseenRecordsRemoved : AuditAction.UnseenRecordsKept, AuditTarget.Of(Place.Connection), $"{Stream.Title}, pull #{walk}", cancellationToken);
            jobs.Settle(key);
        }

        return Redirect(Links.Here);
    }
}
