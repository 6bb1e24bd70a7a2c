using BlinkSaaS.Pulls;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// Whether pulls are worked on: not where no worker has beaten for a minute. A worker is then not ready; a node that only
/// serves pages still is, and says so.
/// </summary>
public sealed class WorkersBeat(WorkerBeats beats) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silence = await beats.SilenceAsync(cancellationToken);
        return silence <= Longest
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, silence is null ? "No worker runs: nothing is pulled." : $"No worker has beaten for {silence.Value.TotalSeconds:0} s: nothing is pulled.");
    }
}
