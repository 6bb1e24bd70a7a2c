using System.Diagnostics;
using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Pulls.Tests;

/// <summary>An engine on a test's database, with a played source and nobody to tell but the test.</summary>
internal sealed class PullBench : IPullConnections, IPullOutcomes, IDisposable
{
    private readonly CallBudgets _budgets = new(TimeProvider.System);
    private readonly EngineDatabase _database;

    public PullBench(EngineDatabase database, PlayedSource source, Action<PullOptions>? set = null)
        : this(database, new PlayedSessions(source), set)
    {
    }

    public PullBench(EngineDatabase database, ISourceSessions sessions, Action<PullOptions>? set = null)
    {
        _database = database;
        var options = new PullOptions { Retries = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)], Progress = TimeSpan.FromMilliseconds(50) };
        set?.Invoke(options);
        Schedule = new PullSchedule(database.Engine, Options.Create(options));
        Runner = new PullRunner(database.Engine, this, this, sessions, _budgets, Options.Create(options), TimeProvider.System, NullLogger<PullRunner>.Instance);
        Pool = new PullPool(Runner, Options.Create(options), TimeProvider.System, NullLogger<PullPool>.Instance);
    }

    public PullSchedule Schedule { get; }

    public PullRunner Runner { get; }

    public PullPool Pool { get; }

    public SourceCredentials Credentials { get; init; } =
        new() { SourceKey = "played", Settings = new Dictionary<string, string>(), Secrets = new Dictionary<string, string>() };

    public RateLimit Limit { get; init; } = PlayedSessions.Limit;

    public List<PullResult> Told { get; } = [];

    public bool Gone { get; set; }

    /// <summary>The streams that a person chose; null for the source's own selection.</summary>
    public IReadOnlySet<string>? Chosen { get; set; }

    public Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken) => Task.FromResult(Gone ? null : new PullConnection(Credentials, $"token of {key}", Limit) { Streams = Chosen });

    public Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken)
    {
        Told.Add(result);
        return Task.CompletedTask;
    }

    /// <summary>Takes what is due. A row that another statement holds for a moment, such as a beat, is passed over: asks again for a while.</summary>
    public async Task<ClaimedPull> ClaimAsync(ConnectionKey key)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5); await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            if (await Schedule.ClaimAsync("test", key, CancellationToken.None) is { } claimed)
                return claimed;
        }

        throw new InvalidOperationException("It is not due.");
    }

    /// <summary>Makes the connection due and runs its next pull to the end.</summary>
    public async Task<PullWithStreams> PullAsync(ConnectionKey key)
    {
        await _database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2 AND lease_until IS NULL", key.WorkspaceId, key.ConnectionId);
        await Runner.RunAsync(await ClaimAsync(key), CancellationToken.None);
        return await CurrentAsync(key);
    }

    public async Task<PullWithStreams> CurrentAsync(ConnectionKey key)
    {
        await using var connection = await _database.Engine.OpenConnectionAsync();
        return (await PullHistory.CurrentAsync(connection, key, CancellationToken.None))!;
    }

    public async Task<StreamInfo> StreamAsync(ConnectionKey key, string name)
    {
        await using var connection = await _database.Engine.OpenConnectionAsync();
        return (await ConnectionStreams.OneAsync(connection, key, name, CancellationToken.None))!;
    }

    public async Task<List<RecordRow>> RecordsAsync(ConnectionKey key, string stream, RecordQuery? query = null)
    {
        var info = await StreamAsync(key, stream);
        await using var connection = await _database.Engine.OpenConnectionAsync();
        var rows = new List<RecordRow>();
        await foreach (var row in RecordReader.ExportAsync(connection, key, info, query ?? new RecordQuery(), CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    public void Dispose() => _budgets.Dispose();
}
