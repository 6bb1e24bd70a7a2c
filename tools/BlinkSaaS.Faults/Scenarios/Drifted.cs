using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Faults;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Between two pulls ClickUp changes its objects: each task has a field more, and what was a text is a number. No pull fails, and
/// the new field is kept.
/// </summary>
internal static class Drifted
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(run, workers: 1, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken);
        var keys = await stage.ConnectAsync(run.Quick ? 1 : 5, cancellationToken);
        await stage.DoneAsync(keys, cancellationToken);
        stage.Simulator.Faults.Add(new Fault { Kind = FaultKind.Drift });
        await stage.RefreshAsync(keys, cancellationToken);
        var failed = await stage.FailedAsync(keys, cancellationToken);
        var tasks = keys.Count * stage.Simulator.Truth("owner").Tasks.Count;
        var kept = await stage.Database.ScalarAsync<long>(
            """
            SELECT count(*) FROM pulls.records r JOIN pulls.streams s USING (workspace_id, connection_id, stream_id)
            JOIN pulls.record_bodies b USING (workspace_id, connection_id, stream_id, ordinal, valid_from)
            WHERE s.name = 'tasks' AND b.body -> 'brand_new' IS NOT NULL
            """, cancellationToken);
        return
        [
            .. Verdict.Of("drift", await stage.CompareAsync(keys, cancellationToken)),
            new Figure("drift: pulls that failed", failed, $"of {keys.Count}").WantsExactly(0),
            new Figure("drift: tasks whose new field is kept", kept, "tasks").Beside(tasks).WantsRatioAtLeast(1),
        ];
    }
}
