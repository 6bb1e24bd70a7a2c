using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// PostgreSQL ends without a word (<c>-m immediate</c>) while two workers pull three new connections, stays away for up to a
/// second and recovers. The workers live on; what was committed is there, what was not is read again.
/// </summary>
internal static class DatabaseStopped
{
    private const int Connections = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var wanted = run.Quick ? 2 : 20;
        var random = new Random(run.Seed);
        await using var stage = await Stage.SetAsync(run, workers: 2, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken);
        var calls = Connections * await stage.UndisturbedCallsAsync(cancellationToken);
        var (stops, interrupted, failed, difference) = (0, 0L, 0L, new Difference());
        for (var tries = 0; stops < wanted; tries++)
        {
            if (tries > 3 * wanted)
                throw new MeasurementException($"Of {tries} stops only {stops} met a pull that ran.");
            stage.Simulator.Statistics.Reset();
            var keys = await stage.ConnectAsync(Connections, cancellationToken);
            await stage.CallsAsync(random.Next(1, calls * 9 / 10), cancellationToken);
            stage.Server.StopAtOnce();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1_000)), TimeProvider.System, cancellationToken);
            await stage.Server.StartAgainAsync(cancellationToken);
            stage.Database.ForgetBrokenConnections();
            var open = await stage.OpenAsync(keys, cancellationToken);
            await stage.DoneAsync(keys, cancellationToken);
            (interrupted, stops) = (interrupted + open, stops + (open > 0 ? 1 : 0));
            failed += await stage.FailedAsync(keys, cancellationToken);
            difference += await stage.CompareAsync(keys, cancellationToken);
        }

        run.Note($"{stops} stops, {interrupted} pulls interrupted");
        return
        [
            new Figure("postgres: stops in the middle of pulls", stops, "stops"),
            .. Verdict.Of("postgres", difference),
            new Figure("postgres: pulls that failed", failed, $"of {interrupted}").WantsExactly(0),
            new Figure("postgres: workers that did not live on", stage.Workers.Count(worker => !worker.IsRunning), $"of {stage.Workers.Count}").WantsExactly(0),
        ];
    }
}
