namespace BlinkSaaS.Pulls.Tests.Schedules;

public class AfterPullTests
{
    private static readonly PullOptions Options = new();

    [Fact]
    public void What_went_well_forgets_what_failed_before() =>
        Assert.Equal(new AfterPull(0, null, null), AfterPull.Of(9, PullState.Done, PullErrorKind.None, false, Options, 0.5));

    [Fact]
    public void A_rejected_credential_pauses_at_once() =>
        Assert.Equal(PauseReason.Credential, AfterPull.Of(0, PullState.Failed, PullErrorKind.Credential, false, Options, 0.5).Pause);

    [Fact]
    public void An_api_that_is_away_is_asked_again_after_twice_as_long_each_time_and_within_the_hour()
    {
        var waits = Enumerable.Range(0, 9).Select(before => AfterPull.Of(before, PullState.Failed, PullErrorKind.Unavailable, false, Options, 0.5).RetryAfter!.Value.TotalMinutes);
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
        Assert.Equal(TimeSpan.FromSeconds(45), AfterPull.Of(0, PullState.Failed, PullErrorKind.Unavailable, false, Options, 0).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(75), AfterPull.Of(0, PullState.Failed, PullErrorKind.Unavailable, false, Options, 1).RetryAfter);
    }

    [Theory]
    [InlineData(PullErrorKind.Defect, 8, false)]
    [InlineData(PullErrorKind.Defect, 9, true)]
    [InlineData(PullErrorKind.Access, 9, true)]
    [InlineData(PullErrorKind.Unavailable, 9, false)]
    [InlineData(PullErrorKind.Unavailable, 29, true)]
    public void Ten_failures_in_a_row_pause_and_thirty_where_the_api_was_away(PullErrorKind kind, int before, bool pauses)
    {
        var after = AfterPull.Of(before, PullState.Failed, kind, false, Options, 0.5);
        Assert.Equal((pauses ? PauseReason.Failures : null, before + 1), (after.Pause, after.Failures));
        Assert.Equal(kind == PullErrorKind.Unavailable && !pauses, after.RetryAfter is not null);
    }

    [Fact]
    public void A_stream_that_always_fails_never_pauses_those_that_do_not() =>
        Assert.Equal(new AfterPull(1, null, null), AfterPull.Of(50, PullState.Failed, PullErrorKind.Defect, true, Options, 0.5));
}
