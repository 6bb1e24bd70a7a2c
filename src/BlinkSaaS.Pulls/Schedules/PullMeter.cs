using System.Diagnostics.Metrics;

namespace BlinkSaaS.Pulls;

/// <summary>What is measured of pulls as a whole, for whoever collects it.</summary>
internal static class PullMeter
{
    public const string Name = "BlinkSaaS.Pulls";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Pulls = Meter.CreateCounter<long>("blinksaas.pulls.ended", "{pull}", "Pulls that ended, by state.");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("blinksaas.pulls.rows", "{record}", "Records of pulls that ended, by what became of them.");
    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("blinksaas.pulls.due.lag", "s", "For how long a pull had been due when a worker took it.");
    private static readonly Gauge<double> Longest = Meter.CreateGauge<double>("blinksaas.pulls.due.longest", "s", "For how long the pull has been due that waits longest.");
    private static readonly Gauge<long> Waiting = Meter.CreateGauge<long>("blinksaas.pulls.due.waiting", "{pull}", "Pulls that are due and not begun.");

    public static void Ended(PullState state, RowCounts rows)
    {
        Pulls.Add(1, KeyValuePair.Create<string, object?>("state", state.Name()));
        Add("new", rows.New);
        Add("changed", rows.Changed);
        Add("unchanged", rows.Unchanged);
        Add("deleted", rows.Deleted);
    }

    public static void Taken(TimeSpan lag) => Lag.Record(Math.Max(0, lag.TotalSeconds));

    public static void Due(DueWork due)
    {
        Longest.Record(due.Lag.TotalSeconds);
        Waiting.Record(due.Count);
    }

    private static void Add(string kind, long count)
    {
        if (count > 0)
            Rows.Add(count, KeyValuePair.Create<string, object?>("kind", kind));
    }
}

/// <summary>What a pull did to records.</summary>
internal readonly record struct RowCounts(long New, long Changed, long Unchanged, long Deleted);

/// <summary>What waits for a worker.</summary>
/// <param name="Count">Pulls that are due, and such whose worker is gone; not counted further than asked.</param>
/// <param name="Lag">For how long the first of them has been due.</param>
public readonly record struct DueWork(long Count, TimeSpan Lag);
