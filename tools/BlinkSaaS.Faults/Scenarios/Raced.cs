using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Faults.Workers;
using BlinkSaaS.Pulls;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Two worker processes reach for the same pull at the same moment, a thousand times. One gets it, and the fence has moved on by
/// one; the holder of the time before is refused when it wants to commit.
/// </summary>
internal static class Raced
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var races = run.Quick ? 200 : 1_000;
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await database.AddAsync(new ConnectionKey(1, 1), cancellationToken);
        await using var one = await RacerProcess.StartAsync(database.EngineConnection, cancellationToken);
        await using var two = await RacerProcess.StartAsync(database.EngineConnection, cancellationToken);
        RacerProcess[] racers = [one, two];
        var (both, none, skipped, stale, openPulls) = (0, 0, 0, 0, 0L);
        var wins = new int[racers.Length];
        var (last, holder) = (0L, (RacerProcess?)null);
        for (var race = 0; race < races; race++)
        {
            var fences = await Task.WhenAll(racers.Select(racer => racer.ClaimAsync(cancellationToken)));
            both += fences.Count(fence => fence is not null) > 1 ? 1 : 0;
            none += fences.All(fence => fence is null) ? 1 : 0;

            // Its transaction begins under the fence it was given: nobody's but the winner's may.
            if (holder is not null && last > 0 && await holder.CommitsAsync(last, cancellationToken))
                stale++;
            if (Array.FindIndex(fences, fence => fence is not null) is >= 0 and var winner)
            {
                wins[winner]++;
                skipped += fences[winner] == last + 1 ? 0 : 1;
                (last, holder) = (fences[winner]!.Value, racers[winner]);
            }

            openPulls = Math.Max(openPulls, await database.ScalarAsync<long>("SELECT count(*) FROM pulls.pulls WHERE state IN ('queued', 'running', 'waiting')", cancellationToken));
            await database.ExecuteAsync("UPDATE pulls.schedules SET lease_until = now() - interval '1 second'", cancellationToken);
        }

        return
        [
            new Figure("race: races", races, "races"),
            new Figure("race: won by the process that won less often", wins.Min(), "races").WantsAtLeast(races / 50),
            new Figure("race: won by both", both, "races").WantsExactly(0),
            new Figure("race: won by nobody", none, "races").WantsExactly(0),
            new Figure("race: leases whose fence was not the next one", skipped, "leases").WantsExactly(0),
            new Figure("race: open pulls at once, at most", openPulls, "pulls").WantsExactly(1),
            new Figure("race: commits that an earlier holder could still begin", stale, "commits").WantsExactly(0),
        ];
    }
}
