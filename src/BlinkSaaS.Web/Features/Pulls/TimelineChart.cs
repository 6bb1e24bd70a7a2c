using System.Globalization;
using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>A stretch of the picture, from left to right.</summary>
public readonly record struct ChartSpan(double From, double To)
{
    /// <summary>Its width; nothing is too thin to be seen.</summary>
    public double Width => Math.Max(3, To - From);
}

/// <summary>One stream of the picture.</summary>
/// <param name="Title">Its name for people.</param>
/// <param name="Y">Middle of its lane.</param>
/// <param name="Work">When it was worked on.</param>
/// <param name="Failed">Whether it failed.</param>
/// <param name="Figure">Words at the end of the lane.</param>
public sealed record ChartLane(string Title, double Y, IReadOnlyList<ChartSpan> Work, bool Failed, string Figure);

/// <summary>A wait for the rate limit: a band over all lanes. Words only where there is room for them.</summary>
public sealed record ChartWait(ChartSpan Span, string? Words);

/// <summary>A retry: a numbered dot on its lane.</summary>
public sealed record ChartRetry(int Number, double X, double Y);

/// <summary>
/// The geometry of a pull's timeline, in units of a picture 1160 wide: a lane for each stream, bands for waits, dots for
/// retries, below it what was left of the budget. Everything in it is in the tables beside it, too.
/// </summary>
public sealed class TimelineChart
{
    /// <summary>Where the time begins.</summary>
    public const double Left = 150;

    /// <summary>Where it ends.</summary>
    public const double Right = 1040;

    /// <summary>Top of bands and grid.</summary>
    public const double Top = 28;

    private const double LaneHeight = 27;
    private const double BudgetHeight = 44;
    private const int MostRetries = 60;

    private static readonly int[] s_steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

    private readonly DateTimeOffset _start;
    private readonly DateTimeOffset _end;
    private readonly PullWithStreams _pull;

    /// <summary>The picture of a pull, up to now where it runs.</summary>
    public TimelineChart(PullWithStreams pull, PullTimeline timeline, DateTimeOffset now)
    {
        _pull = pull;
        _start = pull.Pull.StartedAt ?? pull.Pull.RequestedAt;
        _end = pull.Pull.FinishedAt ?? now;
        Total = _end - _start < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : _end - _start;
        var waits = timeline.Events.Where(e => e.Kind == PullEventKind.Wait).Select(Span).Where(wait => wait.To > wait.From).ToList();
        Waits = Label(waits, timeline.Events.Where(e => e.Kind == PullEventKind.Wait).ToList());
        var work = new TimelineWork(timeline, _start, _end);
        Lanes = [.. pull.Streams.Select((stream, i) => Lane(stream, i, work.Of(stream), waits))];
        LanesBottom = Top + 6 + Lanes.Count * LaneHeight;
        Retries = [.. timeline.Events.Where(e => e.Kind == PullEventKind.Retry).Select((e, i) => new ChartRetry(i + 1, X(e.At), LaneOf(e.Stream))).Take(MostRetries)];
        Budget = BudgetLine.Of(timeline.Samples, since => Math.Min(X(since), EndX), Total, LanesBottom + 18, BudgetHeight);
        Bottom = Budget is null ? LanesBottom : Budget.Bottom;
    }

    /// <summary>How long it took or takes so far.</summary>
    public TimeSpan Total { get; }

    /// <summary>The streams.</summary>
    public IReadOnlyList<ChartLane> Lanes { get; }

    /// <summary>The waits.</summary>
    public IReadOnlyList<ChartWait> Waits { get; }

    /// <summary>The retries.</summary>
    public IReadOnlyList<ChartRetry> Retries { get; }

    /// <summary>The budget; null where nothing is known of it.</summary>
    public BudgetLine? Budget { get; }

    /// <summary>Below the last lane.</summary>
    public double LanesBottom { get; }

    /// <summary>The axis of time.</summary>
    public double Bottom { get; }

    /// <summary>Height of the picture.</summary>
    public double Height => Bottom + 26;

    /// <summary>Where the last moment is.</summary>
    public double EndX => X(_end);

    /// <summary>Words at the last moment.</summary>
    public string EndWords => $"{Format.Clock(_end - _start)}, {_pull.Pull.State switch { PullState.Done => "done", PullState.Failed => "failed", PullState.Cancelled => "cancelled", _ => "now" }}";

    /// <summary>At most five lines of time, with words where they do not meet those of the end.</summary>
    public IEnumerable<(double X, string? Words)> Ticks
    {
        get
        {
            var step = TimeSpan.FromSeconds(s_steps.FirstOrDefault(s => Total.TotalSeconds / s < 5, s_steps[^1]));
            for (var at = TimeSpan.Zero; at < Total; at += step)
            {
                var x = X(_start + at);
                yield return (x, EndX - x < 76 && at > TimeSpan.Zero ? null : Format.Clock(at));
            }
        }
    }

    /// <summary>The message of the picture.</summary>
    public string Summary
    {
        get
        {
            var streams = _pull.Streams.Count == 0 ? "No stream yet" : Format.Count(_pull.Streams.Count, "stream", "streams");
            return $"{streams} over {Format.Duration(_end - _start)}, with {PullWords.Number(Waits.Count, "wait", "waits")} for the rate limit and {PullWords.Number(Retries.Count, "retry", "retries")}. The tables below have every figure.";
        }
    }

    /// <summary>A length for SVG.</summary>
    public static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private double X(DateTimeOffset at) => X(at - _start);

    private double X(TimeSpan since) => Left + (Right - Left) * Math.Clamp(since / Total, 0, 1);

    private ChartSpan Span(PullEvent wait) => new(X(wait.At), X(wait.Duration is { } took ? wait.At + took : _end));

    private ChartLane Lane(PullStreamInfo stream, int index, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> work, List<ChartSpan> waits)
    {
        var spans = work.Select(span => new ChartSpan(X(span.From), X(span.To)));
        var figure = stream.State is PullStreamState.Skipped ? "skipped" : index == 0 ? Format.Count(stream.Records.Read, "record", "records") : Format.Count(stream.Records.Read);
        return new ChartLane(stream.Title, Top + 20 + index * LaneHeight, [.. spans.SelectMany(span => Without(span, waits))], stream.State == PullStreamState.Failed, figure);
    }

    /// <summary>What remains of a stretch beside the waits.</summary>
    private static List<ChartSpan> Without(ChartSpan span, List<ChartSpan> waits)
    {
        var rest = new List<ChartSpan>();
        var from = span.From;
        foreach (var wait in waits.Where(wait => wait.To > span.From && wait.From < span.To))
        {
            if (wait.From > from + 0.5)
                rest.Add(new ChartSpan(from, wait.From));
            from = Math.Max(from, wait.To);
        }

        if (span.To > from + 0.5 || rest.Count == 0)
            rest.Add(new ChartSpan(from, Math.Max(from, span.To)));
        return rest;
    }

    private double LaneOf(string? stream)
    {
        var index = _pull.Streams.TakeWhile(s => s.Name != stream).Count();
        return index < Lanes.Count ? Lanes[index].Y : Top;
    }

    /// <summary>Words stand over a band where they meet no other's.</summary>
    private List<ChartWait> Label(List<ChartSpan> spans, List<PullEvent> events)
    {
        var taken = double.MinValue;
        var waits = new List<ChartWait>();
        foreach (var (span, wait) in spans.Zip(events.Where(e => Span(e) is var s && s.To > s.From)))
        {
            var middle = (span.From + span.To) / 2;
            var words = middle - 42 < taken ? null : wait.Duration is { } took ? $"waited {Format.Duration(took)}" : "waits";
            if (words is not null)
                taken = middle + 42;
            waits.Add(new ChartWait(span, words));
        }

        return waits;
    }
}
