using BlinkSaaS.Pulls.Reading;

namespace BlinkSaaS.Pulls.Tests.Reading;

public class PullForecastTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(40, 20)] // what is left of this window is enough
    [InlineData(50, 25)]
    [InlineData(51, 30.5)] // one call waits for the reset, then takes its time
    [InlineData(150, 80)] // 50 now, the reset at 30 s, and 100 calls of 0.5 s
    [InlineData(250, 140)] // a whole window between
    [InlineData(350, 200)]
    public void Calls_take_what_is_left_then_whole_windows_then_their_own_time(int calls, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new PullForecast(50, 100, TimeSpan.FromSeconds(30), Minute, TimeSpan.FromSeconds(0.5)).TimeFor(calls));

    [Fact]
    public void An_api_that_answers_too_slowly_for_its_limit_is_the_limit() =>
        Assert.Equal(TimeSpan.FromSeconds(30 + 60 + 2 * 10), new PullForecast(1000, 1000, TimeSpan.FromSeconds(30), Minute, TimeSpan.FromSeconds(2)).TimeFor(15 + 30 + 10));

    [Fact]
    public void The_design_counts_412_calls_at_100_a_minute_as_4_min_8_s() =>
        Assert.Equal(new TimeSpan(0, 4, 8), PullForecast.AtLimit(412, 100, Minute));

    [Fact]
    public void What_others_take_of_the_token_they_take_of_the_next_windows_too()
    {
        var now = DateTimeOffset.UnixEpoch;
        var forecast = PullForecast.Of(Pull(new PullBudget(100, 20, 50, now.AddSeconds(10))), Minute, now)!;
        Assert.Equal((20, 70, TimeSpan.FromSeconds(10)), (forecast.Left, forecast.PerWindow, forecast.ResetsIn));
        Assert.Equal(10, PullForecast.Of(Pull(new PullBudget(100, 0, 0, now.AddSeconds(10))), Minute, now)!.PerWindow);
        Assert.Equal((100, Minute), PullForecast.Of(Pull(new PullBudget(100, 0, 50, now.AddSeconds(-1))), Minute, now) is { } late ? (late.Left, late.ResetsIn) : default);
        Assert.Null(PullForecast.Of(Pull(null), Minute, now));
    }

    [Fact]
    public void What_a_pull_usually_takes_is_the_median_of_the_last_five_that_came_to_their_end()
    {
        long[] calls = [40, 42, 400, 41, 39, 1];
        PullInfo[] pulls = [Pull(null), .. calls.Select(count => Pull(null) with { State = PullState.Done, Full = false, Calls = count }), Pull(null) with { State = PullState.Done, Calls = 65 }];
        Assert.Equal(41, PullForecast.Usual(pulls));
        Assert.Null(PullForecast.Usual([]));
    }

    private static PullInfo Pull(PullBudget? budget) => new()
    {
        Number = 1, State = PullState.Running, Trigger = PullTrigger.First, StartedBy = null, Full = true, RequestedAt = DateTimeOffset.UnixEpoch, StartedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = null, WaitingUntil = null, Calls = 0, Refused = 0, Bytes = 0, Waited = TimeSpan.Zero, Records = new RecordTotals(0, 0, 0, 0, 0), ErrorKind = PullErrorKind.None, Error = null, Budget = budget,
    };
}
