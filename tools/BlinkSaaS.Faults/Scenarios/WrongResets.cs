using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// The header that says when the window ends is an hour early, an hour late, in the past, in milliseconds, or missing. A short
/// quota makes it matter: pulls need several windows, and must neither fail nor wait for an hour that nobody meant.
/// </summary>
internal static class WrongResets
{
    private static readonly RateLimitSettings Short = new() { Limit = 60, Window = TimeSpan.FromSeconds(2) };

    private static readonly (string Name, RateLimitSettings Limit)[] Resets =
    [
        ("an hour late", Short with { ResetSkew = TimeSpan.FromHours(1) }),
        ("an hour early", Short with { ResetSkew = TimeSpan.FromHours(-1) }),
        ("in the past", Short with { ResetSkew = TimeSpan.FromSeconds(-10) }),
        ("in milliseconds", Short with { ResetInMilliseconds = true }),
        ("absent", Short with { SendReset = false }),
    ];

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        await using var stage = await Stage.SetAsync(run, workers: 1, Short, cancellationToken);
        foreach (var (name, limit) in Resets)
        {
            stage.Simulator.Limits.SetAll(limit);
            stage.Simulator.Statistics.Reset();
            var keys = await stage.ConnectAsync(run.Quick ? 1 : 6, cancellationToken);
            var began = TimeProvider.System.GetTimestamp();
            await stage.DoneAsync(keys, cancellationToken);
            var took = TimeProvider.System.GetElapsedTime(began);
            var counted = stage.Simulator.Statistics.Read();
            figures.AddRange(
            [
                .. Verdict.Of($"reset {name}", await stage.CompareAsync(keys, cancellationToken)),
                new Figure($"reset {name}: pulls that failed", await stage.FailedAsync(keys, cancellationToken), "pulls").WantsExactly(0),
                new Figure($"reset {name}: time, to that of the windows", took.TotalSeconds, "s").Beside(counted.Calls / (double)limit.Limit * limit.Window.TotalSeconds),
                new Figure($"reset {name}: calls refused", counted.Refused, $"of {counted.Calls}"),
            ]);
        }

        return figures;
    }
}
