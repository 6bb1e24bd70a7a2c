using System.Globalization;
using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>A pull in words.</summary>
public static class PullWords
{
    /// <summary>What or who began it; nobody's name where the person has left.</summary>
    public static string Began(PullInfo pull, string? person) => pull.Trigger switch
    {
        PullTrigger.First => person is null ? "First pull" : $"First pull, {person}",
        PullTrigger.Person => person is null ? "Pull now" : $"Pull now, {person}",
        PullTrigger.Retry => "Retry of what failed",
        PullTrigger.Webhook => "Webhook",
        _ => "Schedule",
    };

    /// <summary>The same as the end of a sentence.</summary>
    public static string BeganBy(PullInfo pull, string? person)
    {
        var by = person == "You" ? " by you" : person is null ? "" : $" by {person}";
        return pull.Trigger switch
        {
            PullTrigger.First => $"started{by} with the connection",
            PullTrigger.Person => $"started{by} with Pull now",
            PullTrigger.Retry => "started by itself, for what the pull before could not read",
            PullTrigger.Webhook => "started by itself, because the source told of changes",
            _ => "started by schedule",
        };
    }

    /// <summary>Its badge.</summary>
    public static StreamStateKind Badge(PullInfo pull) => pull.State switch
    {
        PullState.Done => StreamStateKind.Done,
        PullState.Failed => StreamStateKind.Failed,
        PullState.Cancelled => StreamStateKind.Skipped,
        PullState.Waiting => StreamStateKind.Waiting,
        PullState.Running => StreamStateKind.Pulling,
        _ => StreamStateKind.Queued,
    };

    /// <summary>Its badge while it waits.</summary>
    public static HealthKind Wait(PullInfo pull) => pull.WaitsFor == PullWait.Source ? HealthKind.WaitingForSource : HealthKind.WaitingForRateLimit;

    /// <summary>What comes when the wait is over; the countdown follows.</summary>
    public static string Resumes(PullInfo pull) => pull.WaitsFor == PullWait.Source ? "The source cannot be reached. Tries again in" : "Resumes in";

    /// <summary>The badge of a stream of it.</summary>
    public static StreamStateKind Badge(PullInfo pull, PullStreamInfo stream) => stream.State switch
    {
        PullStreamState.Done => StreamStateKind.Done,
        PullStreamState.Pulling => pull.State == PullState.Waiting ? StreamStateKind.Waiting : StreamStateKind.Pulling,
        PullStreamState.Skipped => StreamStateKind.Skipped,
        PullStreamState.Failed => StreamStateKind.Failed,
        _ => StreamStateKind.Queued,
    };

    /// <summary>"4 waits", "1 wait"; "no waits".</summary>
    public static string Number(long count, string one, string many) => count == 0 ? $"no {many}" : Format.Count(count, one, many);

    /// <summary>What a rate limit cost, in whole seconds: less is the rhythm of the calls.</summary>
    public static string Waited(TimeSpan value) => Format.Duration(TimeSpan.FromSeconds(Math.Floor(value.TotalSeconds)));

    /// <summary>13:58:04</summary>
    public static string Exact(PersonClock clock, DateTimeOffset value) => clock.Local(value).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>"Today, 13:58:04" or "18 Nov, 13:58:04".</summary>
    public static string ExactDay(PersonClock clock, DateTimeOffset value) =>
        $"{(clock.Local(value).Date == clock.Now.Date ? "Today" : Format.Date(clock.Local(value), clock.Now))}, {Exact(clock, value)}";
}
