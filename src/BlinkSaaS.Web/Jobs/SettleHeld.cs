using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Records;
using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Does what a person decided about records that a pull did not see. May run twice, and goes on where it stopped.</summary>
[AutomaticRetry(Attempts = 10)]
public sealed class SettleHeld(SettleWalks settle)
{
    /// <summary>What a job that was never handed over, or that failed too often, left to do. Called every few minutes.</summary>
    public async Task AllAsync(CancellationToken cancellationToken)
    {
        foreach (var connection in await settle.WaitingAsync(cancellationToken))
            await settle.RunAsync(connection, cancellationToken);
    }

    /// <summary>All decisions of a connection that are not done yet.</summary>
    public Task RunAsync(long workspaceId, int connectionId, CancellationToken cancellationToken) =>
        settle.RunAsync(new ConnectionKey(workspaceId, connectionId), cancellationToken);
}
