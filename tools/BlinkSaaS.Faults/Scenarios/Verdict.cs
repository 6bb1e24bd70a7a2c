using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>The figures that every scenario ends with.</summary>
internal static class Verdict
{
    public static IEnumerable<Figure> Of(string scenario, Difference difference) =>
    [
        new Figure($"{scenario}: records lost", difference.Lost, $"of {difference.Records}").WantsExactly(0),
        new Figure($"{scenario}: records duplicated or miscounted", difference.Twice, $"of {difference.Records}").WantsExactly(0),
        new Figure($"{scenario}: records stale", difference.Stale, $"of {difference.Records}").WantsExactly(0),
    ];
}
