using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Tests.Shared;

public sealed class PullBarsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Bars_are_the_last_thirty_from_old_to_new_and_end_at_the_right()
    {
        var bars = new PullBars(Enumerable.Range(0, 40).Select(i => new PullBar($"Pull #{i}", Start.AddMinutes(i), TimeSpan.FromSeconds(30), TimeSpan.Zero)).Reverse());

        Assert.Equal(30, bars.Bars.Count);
        Assert.Equal("Pull #10", bars.Bars[0].Name);
        Assert.Equal("Pull #39", bars.Bars[^1].Name);
        Assert.InRange(bars.X(29) + bars.Width, PullBars.Right - 10, PullBars.Right);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(45)]
    [InlineData(241)]
    [InlineData(5000)]
    [InlineData(90000)]
    public void The_longest_bar_fits_under_the_top_line(int seconds)
    {
        var bar = new PullBar("Pull #1", Start, TimeSpan.FromSeconds(seconds * 0.6), TimeSpan.FromSeconds(seconds * 0.4));
        var bars = new PullBars([bar]);

        Assert.InRange(bars.WorkingHeight(bar) + bars.WaitingHeight(bar), 3, PullBars.Bottom - 8);
        Assert.Equal(5, bars.Lines.Count());
    }

    [Fact]
    public void The_summary_says_how_long_the_longest_waited_and_how_many_failed()
    {
        var bars = new PullBars([
            new PullBar("Pull #1", Start, TimeSpan.FromSeconds(155), TimeSpan.FromSeconds(86)),
            new PullBar("Pull #2", Start.AddHours(1), TimeSpan.FromSeconds(20), TimeSpan.Zero, Failed: true),
        ]);

        Assert.Equal("The longest took 4 min 1 s, of which 1 min 26 s was waiting for the rate limit. 1 failed.", bars.Summary.Replace('\u00a0', ' '));
    }

    [Fact]
    public void A_chart_without_pulls_says_so() => Assert.Equal("No pull has run yet.", new PullBars([]).Summary);
}
