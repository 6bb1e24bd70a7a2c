using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Connections;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>Switches webhooks of a connection on or off. Whoever calls has proven the right to manage it.</summary>
public sealed class SwitchWebhooks(AppDbContext database, KeepWebhooks keep, RecordAudit audit, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What is kept; null where they were never switched on.</summary>
    public Task<ConnectionWebhook?> FindAsync(Connection connection, CancellationToken cancellationToken) =>
        database.ConnectionWebhooks.AsNoTracking().SingleOrDefaultAsync(w => w.ConnectionId == connection.Id, cancellationToken);

    /// <summary>Keeps the wish, and sees to it at once; what takes longer is done by the job.</summary>
    public async Task SetAsync(Connection connection, bool on, CancellationToken cancellationToken)
    {
        var hook = await database.ConnectionWebhooks.SingleOrDefaultAsync(w => w.ConnectionId == connection.Id, cancellationToken);
        if (hook is null)
        {
            if (!on)
                return;
            hook = new ConnectionWebhook { WorkspaceId = connection.WorkspaceId, ConnectionId = connection.Id, Address = HookAddress.New() };
            database.Add(hook);
        }

        audit.Add(AuditAction.ConnectionChanged, AuditTarget.Of(connection), on ? "Webhooks on" : "Webhooks off");
        (hook.IsOn, hook.Problem, hook.NextCheckAt) = (on, null, clock.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await keep.RunAsync(connection.WorkspaceId, connection.Id, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is due, so that the job goes on with it.
        }
    }
}
