using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Registers what comes round: the dispatcher of due pulls, and the sweepers.</summary>
public sealed class RecurringWork(IRecurringJobManager recurring) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        recurring.AddOrUpdate<PullWork>("pull what is due", work => work.DueAsync(CancellationToken.None), "*/5 * * * * *");
        recurring.AddOrUpdate<DeleteExpiredDrafts>("delete expired drafts", work => work.RunAsync(CancellationToken.None), "*/10 * * * *");
        recurring.AddOrUpdate<PurgeDeleted>("purge deleted connections", work => work.RunAsync(CancellationToken.None), "*/5 * * * *");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
