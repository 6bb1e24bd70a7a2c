using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using ClickUpSimulator;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>What a token's pulls got.</summary>
internal sealed record LoadResult
{
    public required RateLimitSettings Settings { get; init; }

    /// <summary>Whether another program used the token too.</summary>
    public required bool Others { get; init; }

    /// <summary>Calls that the simulator let through in the measured windows.</summary>
    public required int Admitted { get; init; }

    /// <summary>Calls that it would have let through in them, less what the other program got.</summary>
    public required int Available { get; init; }

    /// <summary>All calls, from the first on.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that it refused, from the first on.</summary>
    public required int Refused { get; init; }

    /// <summary>Those that it would have refused without the other program too.</summary>
    public required int OwnMaking { get; init; }

    public required int OthersCalls { get; init; }

    public required int OthersRefused { get; init; }

    /// <summary>1 where all pulls got the same, 1/n where one got all.</summary>
    public required double Jain { get; init; }

    /// <summary>How long a small pull took that a person asked for, behind all others.</summary>
    public required TimeSpan Person { get; init; }

    /// <summary>How long one took that was due.</summary>
    public required TimeSpan Due { get; init; }
}

/// <summary>A token whose pulls all want more calls than there are.</summary>
internal sealed class TokenUnderLoad(OwnDatabase database, int workspace, int pulls, int windows, int seed) : IAsyncDisposable
{
    private SimulatorHost? _simulator;
    private OtherProgram? _other;

    public static TimeSpan Latency { get; } = TimeSpan.FromMilliseconds(300);

    public required RateLimitSettings Settings { get; init; }

    public required bool Others { get; init; }

    private SimulatorHost Simulator => _simulator ?? throw new InvalidOperationException("Not prepared.");

    /// <summary>Thousands of light calls for each pull: the budget is the subject, not the records.</summary>
    private WorldOptions World => WorldOptions.Small with
    {
        Seed = seed,
        ClickUpWorkspaces = 1,
        Spaces = 8,
        FoldersPerSpace = Settings.Limit > 1_000 ? 400 : 60,
        ListsPerFolder = 1,
        TasksPerList = 0,
    };

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _simulator = await SimulatorHost.StartAsync(new SimulatorOptions { World = World, RateLimit = Settings, Latency = Latency }, cancellationToken);
        foreach (var connection in Enumerable.Range(1, pulls))
            await database.AddAsync(new ConnectionKey(workspace, connection), cancellationToken);
    }

    /// <summary>The part of one process: every so-manieth pull.</summary>
    public WorkerLoad Part(int process, int of) => new()
    {
        Address = Simulator.BaseAddress,
        Token = Simulator.Tokens.Owner,
        Window = Settings.Window,
        Budget = $"token {workspace}",
        Workspace = workspace,
        Connections = [.. Enumerable.Range(1, pulls).Where(connection => connection % of == process)],
    };

    public async Task<LoadResult> MeasureAsync(CancellationToken cancellationToken)
    {
        while (Simulator.Statistics.Calls == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        if (Others)
            _other = new OtherProgram(Simulator, Settings, seed);
        await Task.Delay(Settings.Window + (Settings.Kind == WindowKind.Aligned ? UntilBoundary(Settings.Window) : TimeSpan.Zero), TimeProvider.System, cancellationToken);
        var (before, others) = (Admitted(), _other?.Admitted ?? 0);
        await Task.Delay(windows * Settings.Window, TimeProvider.System, cancellationToken);
        var (admitted, taken) = (Admitted() - before, (_other?.Admitted ?? 0) - others);
        var jain = await JainAsync(cancellationToken);
        var statistics = Simulator.Statistics.Read();
        var small = new SmallPull(database, Part(0, 1), Simulator);
        return new LoadResult
        {
            Settings = Settings,
            Others = Others,
            Admitted = admitted,
            Available = windows * Settings.Limit - taken,
            Calls = statistics.Calls,
            Refused = statistics.Refused,
            Jain = jain,
            Person = await small.RunAsync(person: true, cancellationToken),
            Due = await small.RunAsync(person: false, cancellationToken),
            OwnMaking = Simulator.Limits.RefusedAlone(Simulator.Tokens.Owner),
            OthersCalls = _other?.Calls ?? 0,
            OthersRefused = _other is { } other ? other.Calls - other.Admitted : 0,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }

    /// <summary>Calls are counted half the latency after the limiter decided on them.</summary>
    private static TimeSpan UntilBoundary(TimeSpan window) =>
        window - TimeSpan.FromTicks((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks % window.Ticks) + Latency / 2;

    private int Admitted()
    {
        var counted = Simulator.Statistics.Read();
        return counted.Calls - counted.Refused;
    }

    private async Task<double> JainAsync(CancellationToken cancellationToken) => await database.ScalarAsync<double>(
        "SELECT (sum(calls) ^ 2 / greatest(1, count(*) * sum(calls ^ 2)))::float8 FROM pulls.pulls WHERE workspace_id = $1", cancellationToken, (long)workspace);
}
