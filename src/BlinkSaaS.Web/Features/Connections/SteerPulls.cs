using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>
/// Starts, cancels, pauses and resumes the pulls of a connection for whoever may. What is to stand in the audit log is written
/// in the change's own transaction.
/// </summary>
public sealed class SteerPulls(VisibleConnections visible, CurrentWorkspace workspace, PersonClock clock, RecordAudit audit, PullJobs jobs)
{
    /// <summary>Asks for a pull now, of everything where <paramref name="full"/>. Nothing changes where one is under way.</summary>
    public async Task PullAsync(Connection connection, bool full, CancellationToken cancellationToken)
    {
        var key = VisibleConnections.KeyOf(connection);
        int? number = null;
        await visible.ChangeAsync(async (database, transaction) => number = await PullSchedule.RequestAsync(database, transaction, key, workspace.UserId, full, cancellationToken), cancellationToken);
        if (number is not null)
            jobs.Start(key);
    }

    /// <summary>Ends the pull that runs; what it read stays.</summary>
    public Task CancelAsync(Connection connection, CancellationToken cancellationToken) => visible.ChangeAsync(
        (database, transaction) => PullSchedule.CancelAsync(
            database, transaction, VisibleConnections.KeyOf(connection), $"{workspace.UserName} cancelled it. What was read before stays.", clock.UtcNow, cancellationToken),
        cancellationToken);

    /// <summary>No pull starts until it is resumed.</summary>
    public async Task PauseAsync(Connection connection, CancellationToken cancellationToken)
    {
        var key = VisibleConnections.KeyOf(connection);
        await visible.ChangeAsync(async (database, transaction) =>
        {
            await PullSchedule.PauseAsync(database, transaction, key, workspace.UserId, cancellationToken);
            await audit.AddAndSaveAsync(AuditAction.ConnectionPaused, AuditTarget.Of(connection), null, cancellationToken);
        }, cancellationToken);
        jobs.KeepWebhooks(key);
    }

    /// <summary>Pulls go on by their schedule, with one at once.</summary>
    public async Task ResumeAsync(Connection connection, CancellationToken cancellationToken)
    {
        var key = VisibleConnections.KeyOf(connection);
        await visible.ChangeAsync(async (database, transaction) =>
        {
            await PullSchedule.ResumeAsync(database, transaction, key, cancellationToken);
            await audit.AddAndSaveAsync(AuditAction.ConnectionResumed, AuditTarget.Of(connection), null, cancellationToken);
        }, cancellationToken);
        jobs.Start(key);
        jobs.KeepWebhooks(key);
    }
}
