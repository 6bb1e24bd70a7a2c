using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Features.Hooks;
using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// Hands work to Hangfire. The due table is the truth: a hand-over that fails is logged, and the dispatcher finds the pull
/// within seconds.
/// </summary>
public sealed partial class PullJobs(IBackgroundJobClient jobs, ILogger<PullJobs> logger)
{
    /// <summary>Begins a pull that was just made due.</summary>
    public void Start(ConnectionKey key) => Enqueue(() => jobs.Enqueue<PullWork>(work => work.OneAsync(key.WorkspaceId, key.ConnectionId, CancellationToken.None)));

    /// <summary>Looks after the webhooks of a connection, where it has any.</summary>
    public void KeepWebhooks(ConnectionKey key) => Enqueue(() => jobs.Enqueue<KeepWebhooks>(work => work.RunAsync(key.WorkspaceId, key.ConnectionId, CancellationToken.None)));

    /// <summary>Removes the records of a connection that was deleted.</summary>
    public void Purge(ConnectionKey key) => Enqueue(() => jobs.Enqueue<PurgeDeleted>(work => work.RunAsync(CancellationToken.None)));

    /// <summary>Moves connections between versions of their plugins.</summary>
    public void MoveVersions() => Enqueue(() => jobs.Enqueue<MoveVersions>(work => work.RunAsync(CancellationToken.None)));

    /// <summary>Does what a person decided about records that a pull did not see.</summary>
    public void Settle(ConnectionKey key) => Enqueue(() => jobs.Enqueue<SettleHeld>(work => work.RunAsync(key.WorkspaceId, key.ConnectionId, CancellationToken.None)));

    private void Enqueue(Action enqueue)
    {
        try
        {
            enqueue();
        }
        catch (BackgroundJobClientException e)
        {
            NotEnqueued(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job could not be handed over. The dispatcher finds it.")]
    private static partial void NotEnqueued(ILogger logger, Exception exception);
}
