using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// One of two workers freezes (SIGSTOP) in the middle of its pulls for twice the lease and then goes on as if nothing had been.
/// The other has taken over by then, and whatever the first one still wants to commit must be refused.
/// </summary>
internal static class Frozen
{
    private const int Connections = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var wanted = run.Quick ? 1 : 12;
        var random = new Random(run.Seed);
        await using var stage = await Stage.SetAsync(run, workers: 2, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken,
            // Frozen inside a transaction, a worker keeps its row locked until the server ends the session, after ten seconds.
            (settings, _) => settings with { Lease = TimeSpan.FromSeconds(6) });
        var calls = Connections * await stage.UndisturbedCallsAsync(cancellationToken);
        var (freezes, held, takenOver, longest, difference) = (0, 0L, 0L, TimeSpan.Zero, new Difference());
        for (var tries = 0; freezes < wanted; tries++)
        {
            if (tries > 4 * wanted)
                throw new MeasurementException($"Of {tries} freezes only {freezes} met a pull that ran.");
            stage.Simulator.Statistics.Reset();
            var keys = await stage.ConnectAsync(Connections, cancellationToken);
            await stage.CallsAsync(random.Next(1, calls / 2), cancellationToken);
            var frozen = stage.Workers[random.Next(stage.Workers.Count)];
            frozen.Freeze();
            try
            {
                var holds = await HeldAsync(stage, frozen.Name, cancellationToken);
                var began = TimeProvider.System.GetTimestamp();
                var still = holds;
                while (TimeProvider.System.GetElapsedTime(began) is var frozenFor && (frozenFor < 2 * stage.Lease || (still > 0 && frozenFor < 5 * stage.Lease)))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
                    var now = await HeldAsync(stage, frozen.Name, cancellationToken);
                    if (now < still)
                        longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, TimeProvider.System.GetElapsedTime(began).Ticks));
                    still = now;
                }

                (freezes, held, takenOver) = (freezes + (holds > 0 ? 1 : 0), held + holds, takenOver + holds - still);
            }
            finally
            {
                frozen.Thaw();
            }

            await stage.DoneAsync(keys, cancellationToken);
            difference += await stage.CompareAsync(keys, cancellationToken);
        }

        return
        [
            new Figure("freeze: freezes in the middle of pulls", freezes, "freezes"),
            .. Verdict.Of("freeze", difference),
            new Figure("freeze: pulls taken over while their worker was frozen", takenOver, "pulls").Beside(held).WantsRatioAtLeast(1),
            new Figure("freeze: longest time until another process took over, to twice the lease", longest.TotalSeconds, "s").Beside(2 * stage.Lease.TotalSeconds),
        ];
    }

    private static Task<long> HeldAsync(Stage stage, string worker, CancellationToken cancellationToken) => stage.Database.ScalarAsync<long>(
        "SELECT count(*) FROM pulls.schedules WHERE worker = $1 AND lease_until IS NOT NULL", cancellationToken, worker);
}
