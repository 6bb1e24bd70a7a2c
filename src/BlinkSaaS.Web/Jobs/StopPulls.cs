using BlinkSaaS.Pulls;

namespace BlinkSaaS.Web.Jobs;

/// <summary>When the program ends, pulls come to their checkpoints and their leases are given back, whoever started them.</summary>
public sealed class StopPulls(PullPool pool) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => pool.StopAsync().WaitAsync(cancellationToken);
}
