using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Faults;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Mutations;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Weeks of trouble in minutes: six connections are pulled over and over by three workers, while at seeded moments one of them
/// is killed or frozen, the database stops, answers break, and tasks change. Then there is peace: two complete walks of
/// each, and everything is as it is in ClickUp.
/// </summary>
internal sealed class Soak(Stage stage, Random random)
{
    private const int Connections = 6;
    private const int Kinds = 5;

    private int _kills, _freezes, _stops, _changes;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(run, workers: 3, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken);
        var soak = new Soak(stage, new Random(run.Seed));
        var keys = await stage.ConnectAsync(Connections, cancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            // Every kind in each round, in another order each time.
            int[] kinds = [.. Enumerable.Range(0, Kinds)];
            soak.Shuffle(kinds);
            foreach (var kind in kinds)
                await soak.TroubleAsync(kind, run, cancellationToken);
        }
        while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(run.Quick ? 0 : 300));
        stage.Simulator.Faults.Clear();
        await stage.DoneAsync(keys, cancellationToken);
        for (var walk = 0; walk < 2; walk++)
            await stage.RefreshAsync(keys, cancellationToken);
        var pulls = await stage.Database.ScalarAsync<long>("SELECT count(*) FROM pulls.pulls", cancellationToken);
        run.Note($"soak: {soak._kills} kills, {soak._freezes} freezes, {soak._stops} stops of PostgreSQL, {soak._changes} changes, {pulls} pulls");
        return
        [
            new Figure("soak: troubles made", soak._kills + soak._freezes + soak._stops + soak._changes, "troubles").WantsAtLeast(3),
            .. Verdict.Of("soak", await stage.CompareAsync(keys, cancellationToken)),
            new Figure("soak: pulls that failed in peace", await stage.FailedAsync(keys, cancellationToken), "pulls").WantsExactly(0),
            new Figure("soak: workers that did not live on", stage.Workers.Count(worker => !worker.IsRunning), $"of {stage.Workers.Count}").WantsExactly(0),
        ];
    }

    private void Shuffle(int[] kinds) => random.Shuffle(kinds);

    private async Task TroubleAsync(int kind, Run run, CancellationToken cancellationToken)
    {
        await stage.Database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE lease_until IS NULL AND next_pull_at > now()", cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 1_500)), TimeProvider.System, cancellationToken);
        var worker = stage.Workers[random.Next(stage.Workers.Count)];
        switch (kind)
        {
            case 0:
                await stage.ReplaceAsync(worker, cancellationToken);
                _kills++;
                break;
            case 1:
                worker.Freeze();
                await Task.Delay(run.Quick ? TimeSpan.FromSeconds(1) : 1.5 * stage.Lease, TimeProvider.System, cancellationToken);
                worker.Thaw();
                _freezes++;
                break;
            case 2:
                stage.Server.StopAtOnce();
                await stage.Server.StartAgainAsync(cancellationToken);
                stage.Database.ForgetBrokenConnections();
                _stops++;
                break;
            case 3:
                stage.Simulator.Faults.Clear();
                stage.Simulator.Faults.Add(new Fault { Kind = random.Next(2) == 0 ? FaultKind.CutOff : FaultKind.Status, StatusCode = 502, Share = 0.2 });
                break;
            default:
                stage.Simulator.Mutate.Random(new RandomChanges { Seed = random.Next(), Creates = 3, Updates = 5, Moves = 2, Deletes = 2 });
                _changes++;
                break;
        }
    }
}
