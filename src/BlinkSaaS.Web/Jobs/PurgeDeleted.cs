using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Web.Data;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Removes what deleted connections left: records in batches, then the connection. Goes on where it stopped.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class PurgeDeleted(MaintenanceDatabase maintenance, ConnectionPurge purge, TimeProvider clock)
{
    /// <summary>All that are deleted; the dispatcher calls it again every few minutes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var database = maintenance.Open();
        var now = clock.GetUtcNow();
        // Private ones of people who left, when their time is over: nobody comes back to them any more.
        await database.Connections.IgnoreQueryFilters().Where(c => c.PurgeAt <= now && c.DeletedAt == null)
            .ExecuteUpdateAsync(c => c.SetProperty(p => p.DeletedAt, now), cancellationToken);
        var deleted = await database.Connections.IgnoreQueryFilters().Where(c => c.DeletedAt != null)
            .OrderBy(c => c.DeletedAt).Select(c => new { c.WorkspaceId, c.Id }).Take(1000).ToListAsync(cancellationToken);
        foreach (var connection in deleted)
        {
            await purge.RunAsync(new ConnectionKey(connection.WorkspaceId, connection.Id), cancellationToken);
            await database.Connections.IgnoreQueryFilters().Where(c => c.WorkspaceId == connection.WorkspaceId && c.Id == connection.Id)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }
}
