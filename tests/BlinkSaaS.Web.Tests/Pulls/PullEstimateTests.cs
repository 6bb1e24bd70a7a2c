using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Pulls;

namespace BlinkSaaS.Web.Tests.Pulls;

public sealed class PullEstimateTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, "of about 412\u00a0calls", "left, about")]
    [InlineData(41, "of about 412\u00a0calls", "left, about")]
    [InlineData(42, "of 412\u00a0calls", "left")]
    public void Until_a_tenth_of_the_calls_is_done_it_says_about(int calls, string words, string left)
    {
        var estimate = PullEstimate.Of(Running() with { Calls = calls, ExpectedCalls = 412 }, Minute, PlayedPull.Start);
        Assert.Equal((words, left), (estimate.CallsWords, estimate.LeftWords));
    }

    [Fact]
    public void A_pull_that_runs_is_never_at_its_end_and_one_that_ended_expects_nothing()
    {
        Assert.Equal(501, PullEstimate.Of(Running() with { Calls = 500, ExpectedCalls = 412 }, Minute, PlayedPull.Start).Calls);
        Assert.Null(PullEstimate.Of(PlayedPull.Pull().Pull with { ExpectedCalls = 412 }, Minute, PlayedPull.Start).Calls);
        Assert.Equal("calls", PullEstimate.Of(Running(), Minute, PlayedPull.Start).CallsWords);
    }

    [Fact]
    public void The_time_left_counts_what_is_left_of_the_window_and_the_windows_after_it()
    {
        var now = PlayedPull.Start.AddSeconds(30);
        var pull = Running() with { Calls = 60, Waited = TimeSpan.Zero, ExpectedCalls = 200, Budget = new PullBudget(100, 40, 60, now.AddSeconds(30)) };
        // 40 calls now, then 100 in the next window: half a second each.
        Assert.Equal(TimeSpan.FromSeconds(30 + 100 * 0.5), PullEstimate.Of(pull, Minute, now).TimeLeft);
    }

    [Fact]
    public void Before_a_pull_it_says_calls_time_and_rate() =>
        Assert.Equal("about 412\u00a0calls, 4\u00a0min\u00a08\u00a0s at 100\u00a0calls a minute", PullEstimate.Before(412, 100, Minute));

    private static PullInfo Running() => PlayedPull.Pull(PullState.Running).Pull;
}
