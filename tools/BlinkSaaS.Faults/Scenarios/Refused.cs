using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Faults;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Storms of 429. With headers: another program spends the same token's quota in bursts, and every tenth call is refused although
/// the headers say that quota is left. Without: no answer has a rate header and every fifth call is refused. No pull may fail.
/// </summary>
internal static class Refused
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken) =>
    [
        .. await StormAsync(run, "storm with headers", new RateLimitSettings { Limit = 80, Window = Window },
            new Fault { Kind = FaultKind.Status, StatusCode = 429, Share = 0.1 }, spends: true, cancellationToken),
        .. await StormAsync(run, "storm without headers", new RateLimitSettings { Limit = 1_000_000, Window = Window, SendHeaders = false },
            new Fault { Kind = FaultKind.RateLimitedWithoutHeaders, Share = 0.2 }, spends: false, cancellationToken),
    ];

    private static async Task<IEnumerable<Figure>> StormAsync(
        Run run, string name, RateLimitSettings limit, Fault fault, bool spends, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(run, workers: 1, limit, cancellationToken);
        stage.Simulator.Faults.Add(fault);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var other = spends ? SpendAsync(stage, over.Token) : Task.CompletedTask;
        var difference = new Difference();
        var failed = 0L;
        for (var pair = 0; pair < (run.Quick ? 1 : 10); pair++)
        {
            var keys = await stage.ConnectAsync(2, cancellationToken);
            await stage.DoneAsync(keys, cancellationToken);
            failed += await stage.FailedAsync(keys, cancellationToken);
            difference += await stage.CompareAsync(keys, cancellationToken);
        }

        await over.CancelAsync();
        await other;
        var counted = stage.Simulator.Statistics.Read();
        return
        [
            new Figure($"{name}: calls refused", counted.Refused, $"of {counted.Calls}").WantsAtLeast(1),
            .. Verdict.Of(name, difference),
            new Figure($"{name}: pulls that failed", failed, "pulls").WantsExactly(0),
        ];
    }

    /// <summary>Another program takes most of a window in one go, over and over.</summary>
    private static async Task SpendAsync(Stage stage, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Window * 0.6, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                stage.Simulator.Limits.Spend("owner", 50);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The storm is over.
        }
    }
}
