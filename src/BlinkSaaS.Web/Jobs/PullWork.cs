using BlinkSaaS.Pulls;
using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// The jobs that carry pulls. They take ids only and may run twice: the engine's lease decides who pulls. No retries by
/// Hangfire, since what is due stays due.
/// </summary>
[AutomaticRetry(Attempts = 0)]
public sealed partial class PullWork(PullSchedule schedule, PullRunner runner, IBackgroundJobClient jobs, ILogger<PullWork> logger)
{
    private const int Batch = 8;
    private static readonly string Worker = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>One connection, because a person or a new connection asked.</summary>
    public async Task OneAsync(long workspaceId, int connectionId, CancellationToken cancellationToken)
    {
        if (await schedule.ClaimAsync(Worker, new ConnectionKey(workspaceId, connectionId), cancellationToken) is { } pull)
            await RunAsync(pull, cancellationToken);
    }

    /// <summary>A batch of what is due, and what a dead worker left behind. A full batch calls for another job beside this one.</summary>
    public async Task DueAsync(CancellationToken cancellationToken)
    {
        var pulls = await schedule.ClaimDueAsync(Worker, Batch, cancellationToken);
        if (pulls.Count == Batch)
            jobs.Enqueue<PullWork>(work => work.DueAsync(CancellationToken.None));
        await Task.WhenAll(pulls.Select(pull => RunAsync(pull, cancellationToken)));
    }

    private async Task RunAsync(ClaimedPull pull, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsync(pull, cancellationToken);
        }
#pragma warning disable CA1031 // One pull of a batch must not end the others; its lease runs out and it is taken up again.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Broke(logger, e, pull.Key, pull.Number);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Pull {Number} of connection {Connection} broke off. Another worker takes it up.")]
    private static partial void Broke(ILogger logger, Exception exception, ConnectionKey connection, int number);
}
