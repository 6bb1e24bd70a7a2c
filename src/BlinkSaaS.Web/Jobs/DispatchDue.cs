using BlinkSaaS.Pulls;
using Hangfire;
using Npgsql;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// Looks every second what is due and hands out as many jobs as that takes: Hangfire carries them to whatever nodes are
/// started. Every worker looks, so none is needed in particular; a job too many finds nothing and ends. It beats for its node,
/// since a node whose dispatcher stands still is none.
/// </summary>
public sealed partial class DispatchDue(
    PullSchedule schedule, WorkerBeats beats, JobStorage storage, IBackgroundJobClient jobs, TimeProvider clock, ILogger<DispatchDue> logger) : BackgroundService
{
    private const int MostJobs = 64;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? beaten = null;
        using var timer = new PeriodicTimer(Look, clock);
        do
        {
            try
            {
                await DispatchAsync(stoppingToken);
                if (beaten is null || clock.GetElapsedTime(beaten.Value) >= Beat)
                {
                    await beats.BeatAsync(PullWork.Worker, stoppingToken);
                    beaten = clock.GetTimestamp();
                }
            }
            catch (Exception e) when (e is NpgsqlException or BackgroundJobClientException or TimeoutException)
            {
                NotDispatched(logger, e);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await beats.LeaveAsync(PullWork.Worker, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            NotDispatched(logger, e);
        }
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        var due = await schedule.DueAsync(MostJobs * PullWork.Batch, cancellationToken);
        if (due.Count == 0)
            return;
        var wanted = (due.Count + PullWork.Batch - 1) / PullWork.Batch;
        for (var waiting = storage.GetMonitoringApi().EnqueuedCount(PullWork.DueQueue); waiting < wanted; waiting++)
            jobs.Enqueue<PullWork>(work => work.DueAsync(CancellationToken.None));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is due could not be handed out. Trying again in a second.")]
    private static partial void NotDispatched(ILogger logger, Exception exception);
}
