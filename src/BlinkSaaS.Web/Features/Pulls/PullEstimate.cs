using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>
/// What is expected of a pull that has not ended, in words. Until a tenth of the calls is done they say "about": by then the
/// source has seen enough to be within a few percent.
/// </summary>
/// <param name="Calls">Calls in all; null where nobody can tell.</param>
/// <param name="Firm">Whether enough is known to leave "about" out.</param>
/// <param name="TimeLeft">How long it still takes within the budget; null where nobody can tell.</param>
public sealed record PullEstimate(long? Calls, bool Firm, TimeSpan? TimeLeft)
{
    /// <summary>Of a pull. <paramref name="window"/>: length of the source's window; null where the source is not available.</summary>
    public static PullEstimate Of(PullInfo pull, TimeSpan? window, DateTimeOffset now)
    {
        if (!pull.Open || (pull.ExpectedCalls ?? pull.EstimatedCalls) is not { } expected || expected <= 0)
            return new PullEstimate(null, false, null);

        // A pull that runs is never at its end.
        var calls = Math.Max(expected, pull.Calls + 1);
        var left = window is { } length && PullForecast.Of(pull, length, now) is { } forecast ? forecast.TimeFor(calls - pull.Calls) : (TimeSpan?)null;
        return new PullEstimate(calls, pull.Calls * 10 >= calls, left);
    }

    /// <summary>Under the number of calls: "calls", "of about 412 calls", "of 412 calls".</summary>
    public string CallsWords => Calls is not { } calls ? "calls" : $"of {(Firm ? "" : "about ")}{Format.Count(calls, "call", "calls")}";

    /// <summary>Under the time left.</summary>
    public string LeftWords => Firm ? "left" : "left, about";

    /// <summary>"about 412 calls, 4 min 8 s at 100 calls a minute", for a pull that has not begun.</summary>
    public static string Before(long calls, int limit, TimeSpan window)
    {
        var time = PullForecast.AtLimit(calls, limit, window);
        return $"about {Format.Count(calls, "call", "calls")}, {(time < TimeSpan.FromSeconds(1) ? "under a second" : Format.Duration(time))} at {Rate(limit, window)}";
    }

    /// <summary>"100 calls a minute".</summary>
    public static string Rate(int limit, TimeSpan window) => $"{Format.Count(limit, "call", "calls")} {Each(window)}";

    /// <summary>"a minute", "an hour", "in 10 s".</summary>
    public static string Each(TimeSpan window) =>
        window == TimeSpan.FromSeconds(1) ? "a second" : window == TimeSpan.FromMinutes(1) ? "a minute" : window == TimeSpan.FromHours(1) ? "an hour" : window == TimeSpan.FromDays(1) ? "a day" : $"in {Format.Duration(window)}";

    /// <summary>"this minute", "in these 10 s".</summary>
    public static string This(TimeSpan window) =>
        window == TimeSpan.FromMinutes(1) ? "this minute" : window == TimeSpan.FromHours(1) ? "this hour" : window == TimeSpan.FromDays(1) ? "this day" : $"of {Format.Duration(window)}";
}
