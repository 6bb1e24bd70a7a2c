namespace BlinkSaaS.Pulls.Tests.Budgets;

/// <summary>Two workers use the quota of a window: a class for each kind, so that they run side by side.</summary>
public abstract class QuotaTests(WindowKind kind, double least, ITestOutputHelper output)
{
    [Theory]
    [InlineData(100, 50)]
    [InlineData(100, 300)]
    [InlineData(1_000, 50)]
    [InlineData(1_000, 300)]
    [InlineData(10_000, 50)]
    [InlineData(10_000, 300)]
    public void Two_workers_use_the_quota(int limit, double latency)
    {
        foreach (var headers in (HeaderKind[])[HeaderKind.Sound, HeaderKind.WithoutDate, HeaderKind.None])
        {
            var outcome = BudgetSimulation.Run(new BudgetWorld
            {
                Kind = kind, Headers = headers, Limit = limit, Declared = headers == HeaderKind.None ? limit : 100, LatencyMs = latency,
                AtOnce = 96, Workers = 2, Learning = 2, Windows = 6,
            });
            output.WriteLine($"{kind} {limit}/min {latency} ms {headers}: {outcome}");
            Assert.Equal(0, outcome.Refused);
            Assert.True(outcome.Used >= least, $"{kind} {headers}: {outcome.Used:P1}");
        }
    }
}

public sealed class QuotaOfFirstCallWindowsTests(ITestOutputHelper output) : QuotaTests(WindowKind.FirstCall, 0.98, output);

public sealed class QuotaOfAlignedWindowsTests(ITestOutputHelper output) : QuotaTests(WindowKind.Aligned, 0.98, output);

public sealed class QuotaOfSlidingWindowsTests(ITestOutputHelper output) : QuotaTests(WindowKind.Sliding, 0.95, output);
