using System.Globalization;
using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>How often a connection is pulled, as its settings show it.</summary>
public sealed record ScheduleView
{
    /// <summary>Value of the choice that means a cron expression.</summary>
    public const string ByCron = "cron";

    /// <summary>Top of the page.</summary>
    public required ConnectionHead Head { get; init; }

    /// <summary>Seconds between two pulls, or <see cref="ByCron"/>.</summary>
    public required string Every { get; init; }

    /// <summary>The cron expression, where there is one.</summary>
    public required string? Cron { get; init; }

    /// <summary>IANA name of the workspace's time zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>"today 14:20, 15:20, tomorrow 06:00"; null where no pull comes by itself.</summary>
    public required string? Next { get; init; }

    /// <summary>Whether the person may change the workspace's time zone.</summary>
    public required bool MayChangeZone { get; init; }

    /// <summary>What people choose from.</summary>
    public static IEnumerable<(string Value, string Words)> Choices =>
        [.. PullTiming.Intervals.Select(interval => (ValueOf(interval), WordsOf(interval))), (ByCron, "At the times of a cron expression")];

    /// <summary>The choice that stands for an interval.</summary>
    public static string ValueOf(TimeSpan interval) => ((long)interval.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>How often, in words: "every hour", "at 0 6 * * 1-5".</summary>
    public static string WordsOf(PullTiming timing) => timing.Cron is { } cron ? $"At {cron} ({timing.TimeZone})" : WordsOf(timing.Interval);

    private static string WordsOf(TimeSpan interval) => interval switch
    {
        { TotalHours: 1 } => "Every hour",
        { TotalDays: 1 } => "Every day",
        { TotalDays: 7 } => "Every week",
        { TotalHours: > 1 } => $"Every {interval.TotalHours:0} hours",
        _ => $"Every {interval.TotalMinutes:0} minutes",
    };
}

/// <summary>Makes the view, and saves what was chosen.</summary>
public sealed class ConnectionSchedules(AppDbContext database, VisibleConnections visible, CurrentWorkspace workspace, RecordAudit audit, TimeProvider clock)
{
    private const int Shown = 4;

    /// <summary>As it is stored.</summary>
    public async Task<ScheduleView> OfAsync(ConnectionHead head, CancellationToken cancellationToken)
    {
        var timing = head.Status?.Timing ?? new PullTiming { Interval = AddConnection.DefaultInterval };
        var zone = await ZoneAsync(cancellationToken);
        return new ScheduleView
        {
            Head = head,
            Every = timing.Cron is null ? ScheduleView.ValueOf(timing.Interval) : ScheduleView.ByCron,
            Cron = timing.Cron,
            TimeZone = zone,
            Next = head.Status is { Paused: false, Open: null, NextPullAt: { } next }
                ? Words(timing.Upcoming(VisibleConnections.KeyOf(head.Connection), next, Shown), zone)
                : null,
            MayChangeZone = workspace.IsAdmin,
        };
    }

    /// <summary>Saves a choice; a sentence where it cannot be one.</summary>
    public async Task<string?> SaveAsync(Connection connection, string? every, string? cron, CancellationToken cancellationToken)
    {
        var interval = PullTiming.Intervals.Where(i => ScheduleView.ValueOf(i) == every).Select(i => (TimeSpan?)i).SingleOrDefault();
        if (interval is null && every != ScheduleView.ByCron)
            return "Choose how often the connection is pulled.";
        if (interval is null && PullTiming.Problem(cron) is { } problem)
            return problem;
        var timing = new PullTiming
        {
            Interval = interval ?? AddConnection.DefaultInterval,
            Cron = interval is null ? cron!.Trim() : null,
            TimeZone = await ZoneAsync(cancellationToken),
        };
        await visible.ChangeAsync(async (database, transaction) =>
        {
            await PullSchedule.SetTimingAsync(database, transaction, VisibleConnections.KeyOf(connection), timing, clock.GetUtcNow(), cancellationToken);
            await audit.AddAndSaveAsync(AuditAction.ConnectionChanged, AuditTarget.Of(connection), "Its schedule", cancellationToken);
        }, cancellationToken);
        return null;
    }

    private Task<string> ZoneAsync(CancellationToken cancellationToken) =>
        database.Workspaces.Where(w => w.Id == workspace.Id).Select(w => w.TimeZone).SingleAsync(cancellationToken);

    /// <summary>By the clock of the workspace: each day is named once.</summary>
    private string Words(IReadOnlyList<DateTimeOffset> moments, string zoneName)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var found) ? found : TimeZoneInfo.Utc;
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
        var day = (DateTime?)null;
        var words = new List<string>();
        foreach (var moment in moments)
        {
            var local = TimeZoneInfo.ConvertTime(moment < now ? now : moment, zone);
            var name = local.Date == day ? "" : local.Date == now.Date ? "today " : local.Date == now.Date.AddDays(1) ? "tomorrow " : $"{Format.Date(local, now)} ";
            words.Add(name + Format.Time(local));
            day = local.Date;
        }

        return string.Join(", ", words);
    }
}
