using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Web.Data;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// Removes the workspaces whose grace period is over: records in batches, then every other row, the audit log among them.
/// Goes on where it stopped.
/// </summary>
[AutomaticRetry(Attempts = 0)]
public sealed class PurgeWorkspaces(MaintenanceDatabase maintenance, ConnectionPurge purge, TimeProvider clock)
{
    /// <summary>All whose time has come.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var database = maintenance.Open();
        var now = clock.GetUtcNow();
        foreach (var id in await database.Workspaces.Where(w => w.PurgeAt <= now).OrderBy(w => w.PurgeAt).Select(w => w.Id).ToListAsync(cancellationToken))
            await RemoveAsync(database, id, cancellationToken);
    }

    private async Task RemoveAsync(AppDbContext database, long id, CancellationToken cancellationToken)
    {
        foreach (var connection in await database.Connections.IgnoreQueryFilters().Where(c => c.WorkspaceId == id).Select(c => c.Id).ToListAsync(cancellationToken))
            await purge.RunAsync(new ConnectionKey(id, connection), cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // An Owner may take it back until this very moment.
        var now = clock.GetUtcNow();
        if (!await database.Workspaces.FromSql($"SELECT * FROM workspaces WHERE id = {id} FOR UPDATE").AnyAsync(w => w.PurgeAt <= now, cancellationToken))
            return;
        await database.Connections.IgnoreQueryFilters().Where(c => c.WorkspaceId == id).ExecuteDeleteAsync(cancellationToken);
        await database.AuditEntries.IgnoreQueryFilters().Where(e => e.WorkspaceId == id).ExecuteDeleteAsync(cancellationToken);
        await database.AuditVisibilities.IgnoreQueryFilters().Where(v => v.WorkspaceId == id).ExecuteDeleteAsync(cancellationToken);
        // Members, teams, drafts and invitations go with it.
        await database.Workspaces.Where(w => w.Id == id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
