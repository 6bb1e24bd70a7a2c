using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Pulls;
using static BlinkSaaS.Web.Tests.Pulls.PlayedPull;

namespace BlinkSaaS.Web.Tests.Pulls;

public sealed class TimelineChartTests
{
    // 240 seconds over 890 units.
    private const double Second = (TimelineChart.Right - TimelineChart.Left) / 240;

    [Fact]
    public void A_lane_is_drawn_where_its_stream_called_and_not_where_the_pull_waited()
    {
        var timeline = new PullTimeline(
            [Wait(12, 14), Wait(62, 24)],
            [Sample("spaces", 0, 2, 3), Sample("tasks", 4, 6, 20), Sample("tasks", 6, 12, 20), Sample("tasks", 26, 62, 98), Sample("tasks", 86, 238, 98)]);
        var chart = Chart(Pull(), timeline);

        Assert.Equal([(12, 26), (62, 86)], chart.Waits.Select(wait => (Seconds(wait.Span.From), Seconds(wait.Span.To))));
        Assert.Equal(["waited 14\u00a0s", "waited 24\u00a0s"], chart.Waits.Select(wait => wait.Words));
        Assert.Equal([(4, 12), (26, 62), (86, 240)], chart.Lanes[1].Work.Select(work => (Seconds(work.From), Seconds(work.To))));
        Assert.Equal([(0, 4)], chart.Lanes[0].Work.Select(work => (Seconds(work.From), Seconds(work.To))));
        Assert.Equal("skipped", chart.Lanes[2].Figure);
        Assert.Equal("4:00, done", chart.EndWords);
    }

    [Fact]
    public void A_stream_that_needed_no_call_of_its_own_is_still_seen()
    {
        var lane = Chart(Pull(), new PullTimeline([], [])).Lanes[2];
        Assert.True(Assert.Single(lane.Work).Width >= 3);
    }

    [Fact]
    public void The_budget_falls_to_nothing_and_jumps_with_the_window()
    {
        var budget = Chart(Pull(), new PullTimeline([],
        [
            Sample("", 0, 60, 100, new BudgetSample(100, 100, 0)), Sample("", 120, 180, 50, new BudgetSample(100, 100, 50)),
        ])).Budget!;

        Assert.Equal(100, budget.Limit);
        var points = budget.Line[1..].Split('L').Select(point => point.Split(' ').Select(double.Parse).ToArray()).ToList();
        double Y(double left) => budget.Bottom - 44 * left;
        Assert.Equal(
            [(0, Y(1)), (0, Y(1)), (60, Y(0)), (120, Y(0)), (120, Y(1)), (180, Y(0.5)), (240, Y(0.5))],
            points.Select(point => (Seconds(point[0]), point[1])));
        Assert.EndsWith("Z", budget.Area, StringComparison.Ordinal);
    }

    [Fact]
    public void Retries_are_numbered_in_order_and_lie_on_their_lane()
    {
        var chart = Chart(Pull(), new PullTimeline([Event(PullEventKind.Retry, 100, "tasks"), Event(PullEventKind.Retry, 160, "spaces")], []));
        Assert.Equal([(1, 100, chart.Lanes[1].Y), (2, 160, chart.Lanes[0].Y)], chart.Retries.Select(retry => (retry.Number, Seconds(retry.X), retry.Y)));
        Assert.Contains("no waits for the rate limit and 2\u00a0retries", chart.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_that_lasts_reaches_to_now_and_waits_side_by_side_share_no_words()
    {
        var running = Pull(PullState.Waiting);
        var chart = new TimelineChart(running, new PullTimeline([Wait(10, 2), Wait(14, 2), Wait(200, null)], []), Start.AddSeconds(240));
        Assert.Equal(["waited 2\u00a0s", null, "waits"], chart.Waits.Select(wait => wait.Words));
        Assert.Equal(240, Seconds(chart.Waits[2].Span.To));
        Assert.Equal("4:00, now", chart.EndWords);
        Assert.InRange(chart.Ticks.Count(), 2, 5);
    }

    private static TimelineChart Chart(PullWithStreams pull, PullTimeline timeline) => new(pull, timeline, Start.AddHours(1));

    private static int Seconds(double x) => (int)Math.Round((x - TimelineChart.Left) / Second);
}
