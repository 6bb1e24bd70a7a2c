using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Mutations;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Tasks are created, renamed, moved and deleted while their pages are walked, so that pages shift under the reader. After the
/// last change the next complete walks must bring everything as it is: one for what is there, two for what is gone.
/// </summary>
internal static class Changing
{
    private const int WalksUntilGone = 2;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(run, workers: 1, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken);
        stage.Simulator.Latency.RoundTrip = TimeSpan.FromMilliseconds(40);
        var (changed, difference) = (0, new Difference());
        for (var round = 0; round < (run.Quick ? 1 : 8); round++)
        {
            var keys = await stage.ConnectAsync(2, cancellationToken);
            for (var step = 0; await stage.OpenAsync(keys, cancellationToken) > 0; step++)
            {
                changed += Change(stage, run.Seed + 1_000 * round + step);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }

            for (var walk = 0; walk < WalksUntilGone; walk++)
                await stage.RefreshAsync(keys, cancellationToken);
            difference += await stage.CompareAsync(keys, cancellationToken);
        }

        return
        [
            new Figure("changes: made while pages were walked", changed, "changes").WantsAtLeast(10),
            .. Verdict.Of("changes", difference),
        ];
    }

    private static int Change(Stage stage, int seed)
    {
        var made = stage.Simulator.Mutate.Random(new RandomChanges { Seed = seed, Creates = 2, Updates = 2, Moves = 2, Deletes = 2 });
        return made.Created.Count + made.Updated.Count + made.Moved.Count + made.Deleted.Count;
    }
}
