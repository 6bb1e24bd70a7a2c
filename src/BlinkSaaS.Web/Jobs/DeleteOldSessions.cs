using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Sessions;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Removes sessions whose cookie has expired, and with them where somebody once was.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class DeleteOldSessions(AppDbContext database, TimeProvider clock)
{
    /// <summary>All that were not seen for as long as a cookie lives.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - SessionRows.Lifetime - TimeSpan.FromDays(1);
        return database.Sessions.Where(s => s.SeenAt < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
