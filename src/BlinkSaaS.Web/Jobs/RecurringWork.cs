using BlinkSaaS.Web.Features.Hooks;
using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Registers what comes round: the sweepers.</summary>
public sealed class RecurringWork(IRecurringJobManager recurring) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        recurring.RemoveIfExists("pull what is due"); // of versions before the dispatcher looked by itself
        recurring.AddOrUpdate<DeleteExpiredDrafts>("delete expired drafts", work => work.RunAsync(CancellationToken.None), "*/10 * * * *");
        recurring.AddOrUpdate<DeleteOldSessions>("delete old sessions", work => work.RunAsync(CancellationToken.None), "17 * * * *");
        recurring.AddOrUpdate<PurgeWorkspaces>("purge deleted workspaces", work => work.RunAsync(CancellationToken.None), "*/5 * * * *");
        recurring.AddOrUpdate<PurgeDeleted>("purge deleted connections", work => work.RunAsync(CancellationToken.None), "*/5 * * * *");
        recurring.AddOrUpdate<SettleHeld>("settle held walks", work => work.AllAsync(CancellationToken.None), "*/5 * * * *");
        recurring.AddOrUpdate<RemoveOldVersions>("remove old versions", work => work.RunAsync(CancellationToken.None), "17 3 * * *");
        recurring.AddOrUpdate<RemoveOldPulls>("remove old pulls", work => work.RunAsync(CancellationToken.None), "37 3 * * *");
        recurring.AddOrUpdate<MoveVersions>("move connections between versions", work => work.RunAsync(CancellationToken.None), "* * * * *");
        recurring.AddOrUpdate<KeepWebhooks>("keep webhooks", work => work.DueAsync(CancellationToken.None), "*/5 * * * *");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
