using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;
using Npgsql;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// A worker with twelve pulls side by side has two connections to the database and waits a second for one. Pages, progress and
/// beats fight for them, and some lose; what is stored must be right all the same.
/// </summary>
internal static class PoolExhausted
{
    private const int AtOnce = 12;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(run, workers: 2, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken, (settings, _) => settings with
        {
            Database = new NpgsqlConnectionStringBuilder(settings.Database) { MaxPoolSize = 2, Timeout = 1 }.ConnectionString,
            AtOnce = AtOnce,
        });
        stage.Simulator.Latency.RoundTrip = TimeSpan.Zero;
        var difference = new Difference();
        var failed = 0L;
        for (var round = 0; round < (run.Quick ? 1 : 5); round++)
        {
            var keys = await stage.ConnectAsync(run.Quick ? AtOnce : 2 * AtOnce, cancellationToken);
            await stage.DoneAsync(keys, cancellationToken);
            failed += await stage.FailedAsync(keys, cancellationToken);
            difference += await stage.CompareAsync(keys, cancellationToken);
        }

        var waited = stage.Workers.Sum(worker => worker.Complaints.Split("pool has been exhausted").Length - 1);
        run.Note($"pool: of the last lines of the workers {waited} say that the pool was exhausted");
        return [.. Verdict.Of("pool", difference), new Figure("pool: pulls that failed", failed, "pulls").WantsExactly(0)];
    }
}
