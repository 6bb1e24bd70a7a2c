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
        from workers in Gen.Int[1, 8]
        from crashes in Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 0.02])
        from lostTurns in Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 0.1])
        from seed in Gen.Int[0, int.MaxValue - 1]
        select new BudgetWorld
        {
            Kind = kind, Headers = headers, Limit = limit, LatencyMs = latency, AtOnce = atOnce, SkewSeconds = skew,
            Ceiling = ceiling, Lost = lost, Idle = idle, Workers = workers, Crashes = crashes, LostTurns = lostTurns, Seed = seed,

            // Where nothing tells the limit, what is declared has to be true.
            Declared = headers is HeaderKind.None or HeaderKind.OnlyLimit or HeaderKind.RemainingAboveLimit or HeaderKind.SomeAnswersWithout ? limit : Math.Max(1, limit * 2 / 3),
        };

    [Fact]
    public void No_window_latency_order_header_or_crash_ever_refuses_a_call() =>
        Worlds.Sample(world => BudgetSimulation.Run(world).Refused == 0, iter: 400);

    [Theory]
    [InlineData(WindowKind.FirstCall, 100)]
    [InlineData(WindowKind.Aligned, 100)]
    [InlineData(WindowKind.Sliding, 100)]
    [InlineData(WindowKind.FirstCall, 1_000)]
    [InlineData(WindowKind.Aligned, 1_000)]
    [InlineData(WindowKind.Sliding, 1_000)]
    public void What_another_program_leaves_is_used_and_it_is_left_its_share(WindowKind kind, int limit)
    {
        var outcome = BudgetSimulation.Run(new BudgetWorld
        {
            Kind = kind, Limit = limit, Declared = 100, AtOnce = 96, Workers = 2, Others = limit / 3, Learning = 3, Windows = 12,
        });
        output.WriteLine($"{kind} {limit}/min beside a third: {outcome}");
        Assert.Equal(0, outcome.OwnMaking);
        Assert.True(outcome.Used >= 0.95, $"{kind}: {outcome.Used:P1}");
        Assert.True(outcome.OthersRefused < (kind == WindowKind.Sliding ? 0.3 : 0.1), $"{kind}: {outcome.OthersRefused:P1} of the other program's calls were refused.");
    }
}
