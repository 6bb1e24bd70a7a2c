using BlinkSaaS.Web.Data;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Removes drafts, and the tokens in them, when their 7 days are over.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class DeleteExpiredDrafts(MaintenanceDatabase maintenance, TimeProvider clock)
{
    /// <summary>All that have expired.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = maintenance.Open();
        await database.ConnectionDrafts.IgnoreQueryFilters().Where(d => d.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
    }
}
