using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Records;
using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Removes versions that ended longer ago than the operator keeps them; nothing unless one says how long that is.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class RemoveOldVersions(VersionRetention retention)
{
    /// <summary>Called once a day; goes on where it stopped.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}

/// <summary>Removes the oldest pulls of connections that have more than are kept: those that a person ends are not counted by a worker.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class RemoveOldPulls(PullRetention retention)
{
    /// <summary>Called once a day; goes on where it stopped.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
