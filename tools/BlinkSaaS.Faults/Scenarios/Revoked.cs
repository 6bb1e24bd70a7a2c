using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// The token is revoked in the middle of a first pull. The connection stops: of the calls that were under way when the first
/// refusal came some may still be refused, and then there is silence. With the token back, everything comes.
/// </summary>
internal static class Revoked
{
    /// <summary>Calls that a pull may have under way.</summary>
    private const int UnderWay = 16;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var random = new Random(run.Seed);
        await using var stage = await Stage.SetAsync(run, workers: 1, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken,
            (settings, tokens) => settings with { Token = tokens.Revocable });
        var calls = await stage.UndisturbedCallsAsync(cancellationToken);
        var (rounds, stopped, refused, later, difference) = (run.Quick ? 2 : 20, 0L, 0, 0, new Difference());
        for (var round = 0; round < rounds; round++)
        {
            stage.Simulator.Statistics.Reset();
            var keys = await stage.ConnectAsync(1, cancellationToken);
            await stage.CallsAsync(random.Next(1, calls * 8 / 10), cancellationToken);
            stage.Simulator.Tokens.Revoke("revocable");
            await stage.DoneAsync(keys, cancellationToken);
            stopped += await stage.Database.ScalarAsync<long>(
                "SELECT count(*) FROM pulls.schedules WHERE connection_id = $1 AND pause_reason = 'credential' AND next_pull_at IS NULL", cancellationToken, keys[0].ConnectionId);
            var told = stage.Simulator.Statistics.Read();
            refused = Math.Max(refused, told.ByStatus.GetValueOrDefault(401));
            await Task.Delay(Silence, TimeProvider.System, cancellationToken);
            later += stage.Simulator.Statistics.Calls - told.Calls;
            stage.Simulator.Tokens.Restore("revocable");
            await stage.Database.ResumeAsync(keys[0], cancellationToken);
            await stage.PullAgainAsync(keys[0], cancellationToken);
            difference += await stage.CompareAsync(keys, cancellationToken);
        }

        return
        [
            new Figure("revoked: connections that stopped", stopped, "connections").Beside(rounds).WantsRatioAtLeast(1),
            new Figure("revoked: calls refused in one pull, at most", refused, "calls").WantsAtMost(UnderWay),
            new Figure("revoked: calls after the end", later, "calls").WantsExactly(0),
            .. Verdict.Of("revoked, then given back", difference),
        ];
    }
}
