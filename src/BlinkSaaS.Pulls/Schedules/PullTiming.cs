using System.IO.Hashing;
using System.Text;
using Cronos;

namespace BlinkSaaS.Pulls;

/// <summary>How often a connection is pulled: every so often, or by the clock of a time zone.</summary>
public sealed record PullTiming
{
    /// <summary>What people choose from.</summary>
    public static readonly IReadOnlyList<TimeSpan> Intervals =
    [
        TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
        TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(7),
    ];

    /// <summary>What a thousand connections with the same cron expression are spread over.</summary>
    public static readonly TimeSpan CronSpread = TimeSpan.FromMinutes(5);

    private const int LongestCron = 100;
    private const int OccurrencesChecked = 400;

    /// <summary>Time between two pulls; unused where <see cref="Cron"/> is set.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>A cron expression of five fields; null for <see cref="Interval"/>.</summary>
    public string? Cron { get; init; }

    /// <summary>IANA name of the zone whose clock <see cref="Cron"/> follows.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Why a cron expression cannot be used, and what to do; null where it can.</summary>
    public static string? Problem(string? cron)
    {
        if (string.IsNullOrWhiteSpace(cron))
            return "Type a cron expression: five fields for minute, hour, day of the month, month and weekday. 0 6 * * 1-5 is every weekday at 06:00.";
        if (cron.Length > LongestCron || !CronExpression.TryParse(cron.Trim(), out var expression))
            return "This is no cron expression. It needs five fields: minute, hour, day of the month, month and weekday. 0 6 * * 1-5 is every weekday at 06:00.";
        // By UTC, so that the hour which a change of the clocks skips or repeats does not count.
        DateTime? last = null;
        var at = DateTime.UnixEpoch.AddYears(56);
        for (var i = 0; i < OccurrencesChecked; i++)
        {
            if (expression.GetNextOccurrence(at) is not { } next)
                return i == 0 ? "This time never comes. Choose a day that there is." : null;
            if (last is { } before && next - before < Intervals[0])
                return $"Pulls may be 15 minutes apart or more. This has two that are {(next - before).TotalMinutes:0} minutes apart.";
            last = at = next;
        }

        return null;
    }

    /// <summary>
    /// The first moment of the cron expression after <paramref name="now"/>, moved by the connection's own share of
    /// <see cref="CronSpread"/>; null where there is no expression. A time that the zone's clock leaves out comes when the clock
    /// goes on, one that it shows twice comes once.
    /// </summary>
    public DateTimeOffset? NextByClock(ConnectionKey key, DateTimeOffset now)
    {
        if (Cron is null || !CronExpression.TryParse(Cron, out var expression))
            return null;
        var spread = SpreadOf(key);
        return expression.GetNextOccurrence(now - spread, Zone) is { } next ? (next + spread).ToUniversalTime() : null;
    }

    /// <summary>The next pull and those after it.</summary>
    public IReadOnlyList<DateTimeOffset> Upcoming(ConnectionKey key, DateTimeOffset next, int count)
    {
        var upcoming = new List<DateTimeOffset> { next };
        while (upcoming.Count < count)
        {
            if (Cron is null)
                upcoming.Add(upcoming[^1] + Interval);
            else if (NextByClock(key, upcoming[^1]) is { } after)
                upcoming.Add(after);
            else
                break;
        }

        return upcoming;
    }

    private TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Always the same for a connection, and even over many.</summary>
    private static TimeSpan SpreadOf(ConnectionKey key) =>
        TimeSpan.FromSeconds(XxHash64.HashToUInt64(Encoding.ASCII.GetBytes(key.ToString())) % (ulong)CronSpread.TotalSeconds);
}
