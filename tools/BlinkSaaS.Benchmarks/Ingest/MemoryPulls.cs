using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>Whole pulls of the shipped engine over a source in memory.</summary>
internal sealed class MemoryPulls : IPullConnections, IPullOutcomes, IDisposable
{
    private readonly CallBudgets _budgets = new(TimeProvider.System);
    private readonly OwnDatabase _database;
    private readonly MemorySource _source;
    private readonly PullSchedule _schedule;
    private readonly PullRunner _runner;

    public MemoryPulls(OwnDatabase database, MemorySource source)
    {
        (_database, _source) = (database, source);
        var options = Options.Create(new PullOptions());
        _schedule = new PullSchedule(database.Engine, options);
        _runner = new PullRunner(database.Engine, this, this, source, _budgets, options, TimeProvider.System, NullLogger<PullRunner>.Instance);
    }

    /// <summary>Pulls these records and returns how long that took. What the pull counted must be what was to be expected.</summary>
    public async Task<TimeSpan> RunAsync(
        ConnectionKey key, IReadOnlyList<RecordMessage> records, (long New, long Changed, long Unchanged) expected, CancellationToken cancellationToken)
    {
        _source.Records = records;
        await _database.MakeDueAsync(key, cancellationToken);
        await _database.ExecuteAsync("CHECKPOINT", cancellationToken);
        var claim = await _schedule.ClaimAsync("measuring", key, cancellationToken) ?? throw new MeasurementException($"Connection {key} is not due.");
        var began = TimeProvider.System.GetTimestamp();
        var result = await _runner.RunAsync(claim, cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(began);
        var counted = await CountedAsync(key, claim.Number, cancellationToken);
        return result?.State == PullState.Done && counted == expected
            ? took
            : throw new MeasurementException($"A pull ended {result?.State} with new, changed and unchanged {counted}, not {expected}. {result?.Error}");
    }

    /// <summary>Rows inserted, updated or deleted in the tables of records since the database was made.</summary>
    public async Task<long> RowsWrittenAsync(CancellationToken cancellationToken)
    {
        // A backend hands in its counts when it ends at the latest.
        _database.Engine.Clear();
        while (await _database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'blink_engine'", cancellationToken) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        return await _database.ScalarAsync<long>(
            """
            SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_all_tables
            WHERE schemaname = 'pulls' AND relname IN ('records', 'record_bodies', 'record_versions')
            """, cancellationToken);
    }

    public Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken) => Task.FromResult<PullConnection?>(new PullConnection(
        new SourceCredentials { SourceKey = "memory", Settings = new Dictionary<string, string>(), Secrets = new Dictionary<string, string>() },
        "none", MemorySource.Limit));

    public Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _budgets.Dispose();

    private async Task<(long New, long Changed, long Unchanged)> CountedAsync(ConnectionKey key, int number, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(
            "SELECT new, changed, unchanged FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND number = $3",
            key.WorkspaceId, key.ConnectionId, number);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
