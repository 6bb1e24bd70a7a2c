using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;

namespace BlinkSaaS.Benchmarks.Estimates;

/// <summary>The errors of one pull's estimates, at every moment that a person could have read one after a tenth of its calls.</summary>
internal sealed record EstimateErrors(long Calls, IReadOnlyList<double> Errors)
{
    /// <summary>Runs the pull that is due and reads what a page would read, again and again.</summary>
    public static async Task<EstimateErrors> WatchAsync(OwnDatabase database, PluginEngine engine, ConnectionKey key, CancellationToken cancellationToken)
    {
        var pull = engine.PullAsync(key, cancellationToken);
        var seen = new SortedDictionary<long, long>();
        while (!pull.IsCompleted)
            await LookAsync(database, key, seen, cancellationToken);
        if ((await pull)?.State is not PullState.Done)
            throw new MeasurementException("The pull did not come to its end.");
        var calls = await database.ScalarAsync<long>(
            "SELECT calls FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 ORDER BY number DESC LIMIT 1", cancellationToken, key.WorkspaceId, key.ConnectionId);
        return new EstimateErrors(calls, [.. seen.Where(look => look.Key * 10 >= calls && look.Key < calls).Select(look => Of(look.Value, calls))]);
    }

    public static double Of(long expected, long calls) => Math.Abs(expected - calls) / (double)Math.Max(1, calls);

    public static double Median(IReadOnlyList<double> errors) => errors.Count == 0 ? 0 : errors.Order().ElementAt(errors.Count / 2);

    public static double Worst(IReadOnlyList<double> errors) => errors.Count == 0 ? 0 : errors.Max();

    private static async Task LookAsync(OwnDatabase database, ConnectionKey key, SortedDictionary<long, long> seen, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            SELECT calls, expected_calls FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND state IN ('running', 'waiting')
              AND expected_calls IS NOT NULL AND calls > 0
            """, key.WorkspaceId, key.ConnectionId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
            seen[reader.GetInt64(0)] = reader.GetInt64(1);
    }
}
