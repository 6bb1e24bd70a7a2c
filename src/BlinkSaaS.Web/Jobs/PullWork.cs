using BlinkSaaS.Pulls;
using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// The jobs that carry pulls. They take ids only and may run twice: the engine's lease decides who pulls. No retries by
/// Hangfire, since what is due stays due.
/// </summary>
[AutomaticRetry(Attempts = 0)]
public sealed class PullWork(PullSchedule schedule, PullPool pool, IBackgroundJobClient jobs, TimeProvider clock)
{
    /// <summary>Queue of what a person waits for. Queues are served in the order of their names.</summary>
    public const string AskedQueue = "asked";

    /// <summary>Queue of what is due.</summary>
    public const string DueQueue = "due";

    /// <summary>Pulls that one job takes.</summary>
    public const int Batch = 100;

    /// <summary>Pulls that one job runs side by side.</summary>
    private const int AtOnce = 16;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    /// <summary>Names this process in the tables.</summary>
    public static string Worker { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>One connection, because a person or a new connection asked.</summary>
    [Queue(AskedQueue)]
    public async Task OneAsync(long workspaceId, int connectionId, CancellationToken cancellationToken)
    {
        if (await schedule.ClaimAsync(Worker, new ConnectionKey(workspaceId, connectionId), cancellationToken) is { } pull)
            await RunAsync(pull, cancellationToken);
    }

    /// <summary>
    /// A batch of what is due, and what a dead worker left behind: only so many leases are taken as pulls can begin at once. A
    /// full batch calls for another job.
    /// </summary>
    [Queue(DueQueue)]
    public async Task DueAsync(CancellationToken cancellationToken)
    {
        var running = new HashSet<Task>();
        var taken = 0;
        try
        {
            while (taken < Batch && !cancellationToken.IsCancellationRequested)
            {
                var free = Math.Min(AtOnce - running.Count, Batch - taken);
                var pulls = await schedule.ClaimDueAsync(Worker, free, cancellationToken);
                taken += pulls.Count;
                running.UnionWith(pulls.Select(pull => RunAsync(pull, cancellationToken)));
                if (pulls.Count < free)
                    return;
                await SomeAsync(running, cancellationToken);
            }

            jobs.Enqueue<PullWork>(work => work.DueAsync(CancellationToken.None));
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    /// <summary>Waits until a pull has ended, and a moment more for others: leases are taken several at a time.</summary>
    private async Task SomeAsync(HashSet<Task> running, CancellationToken cancellationToken)
    {
        await Task.WhenAny(running);
        await Task.Delay(Gather, clock, cancellationToken);
        running.RemoveWhere(pull => pull.IsCompletedSuccessfully);
    }

    /// <summary>A pull that waits for its budget needs no job: it goes on by itself.</summary>
    private Task RunAsync(ClaimedPull pull, CancellationToken cancellationToken) => pool.RunAsync(pull).WaitAsync(cancellationToken);
}
