using BlinkSaaS.Pulls.Budgets;
using CsCheck;

namespace BlinkSaaS.Pulls.Tests.Budgets;

public class BudgetRuleTests(ITestOutputHelper output)
{
    private static readonly Gen<BudgetWorld> Worlds =
        from kind in Gen.Enum<WindowKind>()
        from headers in Gen.Enum<HeaderKind>()
        from limit in Gen.OneOf(Gen.Int[1, 60], Gen.Const(100), Gen.Int[100, 1_000])
        from latency in Gen.OneOf(Gen.Double[1, 100], Gen.Double[100, 1_000], Gen.Double[1_000, 20_000])
        from atOnce in Gen.Int[1, 32]
        from skew in Gen.Int[-3_600, 3_600]
        from ceiling in Gen.Bool
        from lost in Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 0.2])
        from idle in Gen.OneOf(Gen.Const(0.0), Gen.Double[0.2, 2.5])
        from seed in Gen.Int[0, int.MaxValue - 1]
        select new BudgetWorld
        {
            Kind = kind, Headers = headers, Limit = limit, LatencyMs = latency, AtOnce = atOnce, SkewSeconds = skew,
            Ceiling = ceiling, Lost = lost, Idle = idle, Seed = seed,

            // Where nothing tells the limit, what is declared has to be true.
            Declared = headers is HeaderKind.None or HeaderKind.OnlyLimit or HeaderKind.RemainingAboveLimit or HeaderKind.SomeAnswersWithout ? limit : Math.Max(1, limit * 2 / 3),
        };

    [Fact]
    public void No_window_latency_order_or_header_ever_refuses_a_call() =>
        Worlds.Sample(world => BudgetSimulation.Run(world).Refused == 0, iter: 1_500);

    [Theory]
    [InlineData(WindowKind.FirstCall, 100, 50, 0.97)]
    [InlineData(WindowKind.FirstCall, 100, 300, 0.97)]
    [InlineData(WindowKind.Aligned, 100, 300, 0.97)]
    [InlineData(WindowKind.Sliding, 100, 300, 0.93)]
    [InlineData(WindowKind.FirstCall, 1_000, 300, 0.97)]
    [InlineData(WindowKind.Aligned, 1_000, 300, 0.97)]
    [InlineData(WindowKind.Sliding, 1_000, 300, 0.95)]
    public void The_quota_is_used(WindowKind kind, int limit, double latency, double least)
    {
        foreach (var headers in (HeaderKind[])[HeaderKind.Sound, HeaderKind.WithoutDate, HeaderKind.None])
        {
            var (refused, used) = BudgetSimulation.Run(new BudgetWorld
            {
                Kind = kind, Headers = headers, Limit = limit, Declared = limit, LatencyMs = latency, AtOnce = 32, Windows = 20,
            });
            output.WriteLine($"{kind} {limit}/min {latency} ms {headers}: {used:P1}, {refused} refused");
            Assert.Equal(0, refused);
            Assert.True(used >= (headers == HeaderKind.WithoutDate ? least - 0.05 : least), $"{kind} {headers}: {used:P1}");
        }
    }

    [Fact]
    public void The_declared_limit_is_overruled_by_the_answers()
    {
        var (refused, used) = BudgetSimulation.Run(new BudgetWorld { Limit = 1_000, Declared = 100, AtOnce = 32 });
        Assert.Equal(0, refused);
        Assert.True(used > 0.9, $"{used:P1}");
    }

    [Fact]
    public void Other_use_of_the_token_is_seen_in_the_headers()
    {
        var state = new BudgetState(100, TimeSpan.FromMinutes(1));
        Grant(state, Seconds(1));
        BudgetRule.Settle(state, Answered(Seconds(1), Seconds(1.2)) with { Limit = 100, Remaining = 3, Reset = 1_060, Date = 1_001 });
        Assert.Equal(2, BudgetRule.Room(state, Seconds(1.2)));
    }

    [Fact]
    public void A_refusal_stops_all_calls_until_the_window_is_over_and_then_one_asks()
    {
        var state = new BudgetState(100, TimeSpan.FromMinutes(1));
        Grant(state, Seconds(1));
        BudgetRule.Settle(state, Answered(Seconds(1), Seconds(1.2)) with { Status = 429, Limit = 100, Remaining = 0, Reset = 1_040, Date = 1_001 });
        Assert.Equal(0, BudgetRule.Room(state, Seconds(41)));
        var wake = BudgetRule.WakeAt(state, Seconds(41));
        Assert.InRange(wake!.Value, Seconds(40), Seconds(42));
        Assert.Equal(1, BudgetRule.Room(state, wake.Value));
        BudgetRule.Grant(state, wake.Value);
        Assert.Equal(0, BudgetRule.Room(state, wake.Value));
    }

    [Fact]
    public void Retry_after_is_obeyed_without_any_other_header()
    {
        var state = new BudgetState(100, TimeSpan.FromMinutes(1));
        Grant(state, Seconds(1));
        BudgetRule.Settle(state, Answered(Seconds(1), Seconds(2)) with { Status = 429, RetryAfter = TimeSpan.FromSeconds(17) });
        Assert.Equal(0, BudgetRule.Room(state, Seconds(18.9)));
        Assert.True(BudgetRule.Room(state, Seconds(19)) > 0);
    }

    [Fact]
    public void Refusals_that_say_nothing_are_waited_out_longer_each_time()
    {
        var state = new BudgetState(100, TimeSpan.FromMinutes(1));
        var (at, pauses) = (Seconds(1), new List<double>());
        for (var i = 0; i < 8; i++)
        {
            Grant(state, at);
            BudgetRule.Settle(state, Answered(at, at) with { Status = 429 });
            var wake = BudgetRule.WakeAt(state, at)!.Value;
            pauses.Add(TimeSpan.FromTicks(wake - at).TotalSeconds);
            at = wake;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], pauses);
    }

    [Fact]
    public void A_lowered_limit_holds_at_once()
    {
        var state = new BudgetState(1_000, TimeSpan.FromMinutes(1));
        Grant(state, Seconds(1));
        BudgetRule.Settle(state, Answered(Seconds(1), Seconds(1.1)) with { Limit = 10, Remaining = 9, Reset = 1_060, Date = 1_001 });
        Assert.Equal(9, BudgetRule.Room(state, Seconds(1.2)));
    }

    private static void Grant(BudgetState state, long now)
    {
        Assert.True(BudgetRule.Room(state, now) > 0);
        BudgetRule.Grant(state, now);
    }

    private static BudgetAnswer Answered(long sent, long answered) => new() { Sent = sent, Answered = answered, Status = 200 };

    private static long Seconds(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);
}
