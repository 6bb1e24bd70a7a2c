using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Two workers reach for the same pull at the same moment, a thousand times, each with connections of its own. One gets it, and
/// the fence has moved on by one; the holder of the time before is told that its lease is lost.
/// </summary>
internal static class Raced
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var races = run.Quick ? 200 : 1_000;
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await using var otherSource = NpgsqlDataSource.Create(database.EngineConnection);
        var options = Options.Create(new PullOptions());
        PullSchedule[] workers = [new(database.Engine, options), new(otherSource, options)];
        var key = new ConnectionKey(1, 1);
        await database.AddAsync(key, cancellationToken);
        var (both, none, skipped, openPulls, stale) = (0, 0, 0, 0L, 0L);
        var last = 0L;
        for (var race = 0; race < races; race++)
        {
            var claims = await Task.WhenAll(workers.Select((worker, i) => Task.Run(() => worker.ClaimAsync($"racer {i}", key, cancellationToken), cancellationToken)));
            var won = claims.OfType<ClaimedPull>().ToList();
            both += won.Count > 1 ? 1 : 0;
            none += won.Count == 0 ? 1 : 0;
            if (won.Count == 1)
                (skipped, last) = (skipped + (won[0].Fence == last + 1 ? 0 : 1), won[0].Fence);
            openPulls = Math.Max(openPulls, await database.ScalarAsync<long>("SELECT count(*) FROM pulls.pulls WHERE state IN ('queued', 'running', 'waiting')", cancellationToken));
            // What a transaction of the holder before would ask first.
            stale += await database.ScalarAsync<long>("SELECT count(*) FROM pulls.schedules WHERE workspace_id = 1 AND connection_id = 1 AND fence = $1", cancellationToken, last - 1);
            await database.ExecuteAsync("UPDATE pulls.schedules SET lease_until = now() - interval '1 second'", cancellationToken);
        }

        return
        [
            new Figure("race: races", races, "races"),
            new Figure("race: won by both", both, "races").WantsExactly(0),
            new Figure("race: won by nobody", none, "races").WantsExactly(0),
            new Figure("race: leases whose fence was not the next one", skipped, "leases").WantsExactly(0),
            new Figure("race: open pulls at once, at most", openPulls, "pulls").WantsExactly(1),
            new Figure("race: leases that an earlier holder still had", stale, "leases").WantsExactly(0),
        ];
    }
}
