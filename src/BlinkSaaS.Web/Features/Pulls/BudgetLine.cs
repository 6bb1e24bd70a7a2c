using System.Text;
using BlinkSaaS.Pulls.Reading;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>What was left of a budget over the time of a pull, as a line: it falls with every call and jumps with every window.</summary>
/// <param name="Limit">Calls permitted in a window, at most.</param>
/// <param name="Line">The line, as an SVG path.</param>
/// <param name="Area">What is under it, as an SVG path.</param>
/// <param name="Bottom">Where nothing is left.</param>
public sealed record BudgetLine(int Limit, string Line, string Area, double Bottom)
{
    /// <summary>The line of a pull; null where nothing is known.</summary>
    public static BudgetLine? Of(IReadOnlyList<PullSample> samples, Func<TimeSpan, double> x, TimeSpan total, double top, double height)
    {
        var known = samples.Where(sample => sample.Budget is not null).ToList();
        if (known.Count == 0)
            return null;
        var limit = Math.Max(1, known.Max(sample => sample.Budget!.Limit));
        var bottom = top + height;
        double Y(int left) => bottom - height * Math.Clamp((double)left / limit, 0, 1);
        var line = new StringBuilder();
        void To(double px, double py) => line.Append(line.Length == 0 ? 'M' : 'L').Append(TimelineChart.N(px)).Append(' ').Append(TimelineChart.N(py));

        var first = known[0].Budget!;
        To(x(TimeSpan.Zero), Y(first.High));
        var left = first.High;
        foreach (var sample in known)
        {
            // Nothing changed since the last sample, or it would have been written.
            To(x(sample.From), Y(left));
            if (sample.Budget!.High > left)
                To(x(sample.From), Y(sample.Budget.High));
            left = sample.Budget.Left;
            To(x(sample.To), Y(left));
        }

        To(x(total), Y(left));
        var area = $"M{TimelineChart.N(x(TimeSpan.Zero))} {TimelineChart.N(bottom)}L{line.ToString()[1..]}L{TimelineChart.N(x(total))} {TimelineChart.N(bottom)}Z";
        return new BudgetLine(limit, line.ToString(), area, bottom);
    }
}
