using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>How a connection does, in the words of its badge.</summary>
/// <param name="Kind">The badge.</param>
/// <param name="More">What comes next, under the badge.</param>
/// <param name="Next">When it is pulled next, in words.</param>
/// <param name="NeedsAttention">Whether only a person can mend it.</param>
public sealed record ConnectionHealth(HealthKind Kind, string? More, string Next, bool NeedsAttention = false)
{
    /// <summary>From what the engine says.</summary>
    public static ConnectionHealth Of(ConnectionStatus? status, PersonClock clock)
    {
        if (status is null)
            return new ConnectionHealth(HealthKind.NeverPulled, null, "Not scheduled");
        if (status.PauseReason == PauseReason.Credential)
            return new ConnectionHealth(HealthKind.NeedsNewToken, null, "Stopped", NeedsAttention: true);
        if (status.Open is { } open)
            return OfOpen(open, status.Progress, clock);
        var next = status.Paused || status.NextPullAt is not { } at ? "Paused" : at <= clock.UtcNow ? "Due now" : clock.Words(at);
        if (status.Paused)
            return OfPause(status, next, clock);
        return status.LastFinished switch
        {
            null => new ConnectionHealth(HealthKind.NeverPulled, null, next),
            { State: PullState.Failed, ErrorKind: PullErrorKind.Unavailable } => new ConnectionHealth(HealthKind.Failed, $"Cannot be reached. Next try {next}", next),
            { State: PullState.Failed } => new ConnectionHealth(HealthKind.Failed, "Some streams were not read", next, NeedsAttention: true),
            _ => new ConnectionHealth(HealthKind.Healthy, null, next),
        };
    }

    private static ConnectionHealth OfPause(ConnectionStatus status, string next, PersonClock clock) => status.PauseReason switch
    {
        PauseReason.Failures => new ConnectionHealth(HealthKind.Paused, $"after {Format.Count(status.Failures, "failed pull", "failed pulls")}", next, NeedsAttention: true),
        PauseReason.Left => new ConnectionHealth(HealthKind.Paused, "its owner left", next),
        _ => new ConnectionHealth(HealthKind.Paused, status.PausedAt is { } since ? $"since {clock.Words(since)}" : null, next),
    };

    private static ConnectionHealth OfOpen(PullInfo open, double progress, PersonClock clock)
    {
        if (open.WaitingUntil is { } until && until > clock.UtcNow)
        {
            return open.WaitsFor == PullWait.Source
                ? new ConnectionHealth(HealthKind.WaitingForSource, $"Cannot be reached. Tries again in {Format.Clock(until - clock.UtcNow)}", "In progress")
                : new ConnectionHealth(HealthKind.WaitingForRateLimit, $"Resumes in {Format.Clock(until - clock.UtcNow)}", "In progress");
        }

        var percent = (long)(progress * 100);
        return open.State == PullState.Queued
            ? new ConnectionHealth(HealthKind.Pulling, "Starting", "In progress")
            : new ConnectionHealth(HealthKind.Pulling, percent > 0 ? $"{Format.Percent(percent, 100)}" : "Starting", "In progress");
    }
}
