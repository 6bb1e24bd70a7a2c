using System.Collections.Concurrent;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Faults.Workers;
using BlinkSaaS.Pulls;
using ClickUpSimulator;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Sight;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>What a scenario plays on: a simulated ClickUp, a real PostgreSQL and worker processes.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly WorkerSettings _settings;
    private readonly List<WorkerProcess> _workers = [];
    private int _lastConnection;

    private Stage(OwnServer server, OwnDatabase database, SimulatorHost simulator, WorkerSettings settings) =>
        (Server, Database, Simulator, _settings) = (server, database, simulator, settings);

    /// <summary>How long a worker may be silent.</summary>
    public TimeSpan Lease => _settings.Lease;

    public OwnServer Server { get; }

    public OwnDatabase Database { get; }

    public SimulatorHost Simulator { get; }

    public IReadOnlyList<WorkerProcess> Workers => _workers;

    /// <summary>What the workers said, in the order in which it came.</summary>
    public ConcurrentQueue<WorkerEvent> Heard { get; } = new();

    /// <summary>A world of some 900 tasks; a first pull of it takes about 60 calls of 15 ms.</summary>
    public static async Task<Stage> SetAsync(
        Run run, int workers, RateLimitSettings limit, CancellationToken cancellationToken,
        Func<WorkerSettings, AccessTokens, WorkerSettings>? arrange = null, Func<OwnDatabase, Task>? prepare = null)
    {
        var server = await run.ServerAsync(cancellationToken);
        var database = await server.NewDatabaseAsync(cancellationToken);
        if (prepare is not null)
            await prepare(database);
        var simulator = await SimulatorHost.StartAsync(new SimulatorOptions
        {
            World = WorldOptions.Small with { Seed = run.Seed, TasksPerList = 40 },
            RateLimit = limit,
            Latency = TimeSpan.FromMilliseconds(15),
        }, cancellationToken);
        var settings = new WorkerSettings { Database = database.EngineConnection, Address = simulator.BaseAddress, Token = simulator.Tokens.Owner, Window = limit.Window };
        var stage = new Stage(server, database, simulator, arrange is null ? settings : arrange(settings, simulator.Tokens));
        for (var i = 0; i < workers; i++)
            stage.AddWorker();
        foreach (var worker in stage.Workers)
            await worker.ReadyAsync(cancellationToken);
        return stage;
    }

    public WorkerProcess AddWorker()
    {
        var worker = WorkerProcess.Start(_settings, Heard.Enqueue);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Kills a worker and starts another in its place.</summary>
    public async Task ReplaceAsync(WorkerProcess worker, CancellationToken cancellationToken)
    {
        await worker.KillAsync(cancellationToken);
        _workers.Remove(worker);
        await worker.DisposeAsync();
        AddWorker();
    }

    /// <summary>Makes connections whose first pull is due.</summary>
    public async Task<IReadOnlyList<ConnectionKey>> ConnectAsync(int count, CancellationToken cancellationToken)
    {
        var keys = Enumerable.Range(0, count).Select(_ => new ConnectionKey(1, ++_lastConnection)).ToList();
        foreach (var key in keys)
            await Database.AddAsync(key, cancellationToken);
        return keys;
    }

    /// <summary>Waits until the simulator has answered so many calls since its figures were reset.</summary>
    public Task CallsAsync(int calls, CancellationToken cancellationToken) =>
        UntilAsync($"{calls} calls", () => Task.FromResult(Simulator.Statistics.Calls >= calls), TimeSpan.FromMilliseconds(1), cancellationToken);

    /// <summary>Calls of a first pull that nothing disturbs.</summary>
    public async Task<int> UndisturbedCallsAsync(CancellationToken cancellationToken)
    {
        Simulator.Statistics.Reset();
        var keys = await ConnectAsync(1, cancellationToken);
        await DoneAsync(keys, cancellationToken);
        return Simulator.Statistics.Calls;
    }

    /// <summary>Waits until no pull of these connections is open any more.</summary>
    public Task DoneAsync(IReadOnlyList<ConnectionKey> keys, CancellationToken cancellationToken) =>
        UntilAsync("the pulls", async () => await OpenAsync(keys, cancellationToken) == 0, TimeSpan.FromMilliseconds(50), cancellationToken);

    /// <summary>How the connections differ from what ClickUp has.</summary>
    public async Task<Difference> CompareAsync(IReadOnlyList<ConnectionKey> keys, CancellationToken cancellationToken)
    {
        var sum = new Difference();
        foreach (var key in keys)
            sum += await TruthCheck.CompareAsync(Database, key, Simulator.Truth("owner"), cancellationToken);
        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        await Simulator.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>The schedule's next pull, from its beginning to its end.</summary>
    public async Task PullAgainAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        await Database.RequestAsync(key, cancellationToken);
        await DoneAsync([key], cancellationToken);
    }

    /// <summary>Connections whose last pull did not end well.</summary>
    public async Task<long> FailedAsync(IReadOnlyList<ConnectionKey> keys, CancellationToken cancellationToken) => await Database.ScalarAsync<long>(
        """
        SELECT count(*) FROM (
          SELECT DISTINCT ON (connection_id) state FROM pulls.pulls WHERE workspace_id = 1 AND connection_id = ANY ($1) ORDER BY connection_id, number DESC) last
        WHERE state <> 'done'
        """, cancellationToken, keys.Select(key => key.ConnectionId).ToArray());

    /// <summary>Connections whose pull is open.</summary>
    public async Task<long> OpenAsync(IReadOnlyList<ConnectionKey> keys, CancellationToken cancellationToken) => await Database.ScalarAsync<long>(
        "SELECT count(*) FROM pulls.pulls WHERE workspace_id = 1 AND connection_id = ANY ($1) AND state IN ('queued', 'running', 'waiting')",
        cancellationToken, keys.Select(key => key.ConnectionId).ToArray());

    /// <summary>A pull that reads everything, from its beginning to its end.</summary>
    public async Task RefreshAsync(IReadOnlyList<ConnectionKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
            await Database.RequestAsync(key, cancellationToken, full: true);
        await DoneAsync(keys, cancellationToken);
    }

    public async Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan pause, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new MeasurementException($"Waited {Patience.TotalSeconds} s for {what}. The workers said:\n{string.Join('\n', _workers.Select(worker => worker.Complaints))}");
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }
}
