using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Web.Data;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Removes what deleted connections left: records in batches, then the connection. Goes on where it stopped.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class PurgeDeleted(AppDbContext database, ConnectionPurge purge)
{
    /// <summary>All that are deleted; the dispatcher calls it again every few minutes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
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
