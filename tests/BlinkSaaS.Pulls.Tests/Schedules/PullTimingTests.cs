namespace BlinkSaaS.Pulls.Tests.Schedules;

public class PullTimingTests
{
    private static readonly ConnectionKey Key = new(7, 1);

    [Theory]
    [InlineData("0 6 * * 1-5")]
    [InlineData("*/15 * * * *")]
    [InlineData("0 9 * * MON#1")]
    [InlineData("30 23 L * *")]
    public void Takes_cron_expressions_of_five_fields(string cron) => Assert.Null(PullTiming.Problem(cron));

    [Theory]
    [InlineData("", "Type a cron expression")]
    [InlineData("every day", "no cron expression")]
    [InlineData("0 0 6 * * *", "no cron expression")]
    [InlineData("* * * * *", "1 minutes apart")]
    [InlineData("0,10 6 * * *", "10 minutes apart")]
    [InlineData("0 6 31 2 *", "never comes")]
    public void Says_what_is_wrong_and_what_to_do(string cron, string words) =>
        Assert.Contains(words, PullTiming.Problem(cron), StringComparison.Ordinal);

    [Fact]
    public void Follows_the_clock_of_the_zone_through_summer_and_winter()
    {
        var timing = new PullTiming { Interval = TimeSpan.FromHours(1), Cron = "0 6 * * *", TimeZone = "Europe/Berlin" };
        var moments = timing.Upcoming(Key, timing.NextByClock(Key, At("2026-03-28T00:00Z"))!.Value, 3);
        // 06:00 is 05:00 UTC in winter and 04:00 in summer, which begins on 29 March.
        Assert.Equal([5, 4, 4], moments.Select(moment => moment.UtcDateTime.Hour));
        Assert.Equal([28, 29, 30], moments.Select(moment => moment.UtcDateTime.Day));
    }

    [Fact]
    public void A_time_that_the_clock_leaves_out_comes_once_and_one_that_it_shows_twice_comes_once()
    {
        var timing = new PullTiming { Interval = TimeSpan.FromHours(1), Cron = "30 2 * * *", TimeZone = "Europe/Berlin" };
        var spring = timing.Upcoming(Key, timing.NextByClock(Key, At("2026-03-28T12:00Z"))!.Value, 2);
        Assert.Equal([29, 30], spring.Select(moment => moment.UtcDateTime.Day));
        var autumn = timing.Upcoming(Key, timing.NextByClock(Key, At("2026-10-24T12:00Z"))!.Value, 2);
        Assert.Equal([25, 26], autumn.Select(moment => moment.UtcDateTime.Day));
    }

    [Fact]
    public void Connections_with_one_expression_are_spread_over_five_minutes_and_each_keeps_its_place()
    {
        var timing = new PullTiming { Interval = TimeSpan.FromHours(1), Cron = "0 6 * * *" };
        var moments = Enumerable.Range(1, 1_000).Select(id => timing.NextByClock(new ConnectionKey(7, id), At("2026-06-01T00:00Z"))!.Value).ToList();
        Assert.All(moments, moment => Assert.InRange(moment, At("2026-06-01T06:00Z"), At("2026-06-01T06:05Z")));
        Assert.All(moments.CountBy(moment => moment.Minute), minute => Assert.InRange(minute.Value, 120, 280));
        Assert.Equal(moments[0].AddDays(1), timing.NextByClock(new ConnectionKey(7, 1), moments[0]));
    }

    [Fact]
    public void Intervals_follow_each_other()
    {
        var next = At("2026-06-01T06:07Z");
        Assert.Equal([next, next.AddMinutes(30), next.AddHours(1)], new PullTiming { Interval = TimeSpan.FromMinutes(30) }.Upcoming(Key, next, 3));
        Assert.Null(new PullTiming { Interval = TimeSpan.FromMinutes(30) }.NextByClock(Key, next));
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
