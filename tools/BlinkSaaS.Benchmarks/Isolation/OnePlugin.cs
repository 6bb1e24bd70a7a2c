using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Benchmarks.Isolation;

/// <summary>The bundled Custom Source as the host loads it, in the host's process or in processes of its own, and the engine that pulls with it.</summary>
internal sealed class OnePlugin : IPullConnections, IPullOutcomes, IAsyncDisposable
{
    private const string Key = "custom";

    /// <summary>What the budget permits must not be what is measured.</summary>
    private static readonly RateLimit s_plenty = new() { Permits = 10_000_000, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 1 };

    private readonly ServiceProvider _services;
    private readonly Uri _endpoint;

    private OnePlugin(OwnDatabase database, Uri endpoint, bool sandboxed)
    {
        _endpoint = endpoint;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddKeyedSingleton("engine", (_, _) => EngineSource.Create(database.Connections.Engine));
        services.AddSourceHosting(options =>
        {
            options.PluginFolders.Add(BuiltPlugins.FolderWith(Key));
            options.BaseAddresses[Key] = endpoint;
            options.Sandbox.AlsoBundled = sandboxed;
            options.Sandbox.Program = BuiltPlugins.Sandbox();
        });
        services.AddPulls();
        services.AddSingleton<IPullConnections>(this);
        services.AddSingleton<IPullOutcomes>(this);
        _services = services.BuildServiceProvider();
    }

    public static OnePlugin Load(OwnDatabase database, Uri endpoint, bool sandboxed)
    {
        var loaded = new OnePlugin(database, endpoint, sandboxed);
        var plugin = loaded._services.GetRequiredService<SourceCatalog>().Find(Key) ?? throw new MeasurementException("The Custom Source does not load. Build the solution first.");
        return plugin.IsSandboxed == sandboxed ? loaded : throw new MeasurementException("The plugin does not run where it should.");
    }

    /// <summary>Has the plugin read all rows, and drops them; tells how many there were and how long the first took to come.</summary>
    public async Task<(int Rows, TimeSpan First)> ReadAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (rows, first) = (0, TimeSpan.Zero);
        using var session = _services.GetRequiredService<ISourceSessions>().Open(Credentials, new Unlimited(), (_, _) => { });
        var stream = (await session.Source.DiscoverAsync(session, cancellationToken).ToListAsync(cancellationToken)).Single();
        var request = new ReadRequest { Stream = stream, Partition = Partition.Whole };
        await foreach (var message in session.Source.ReadAsync(session, request, cancellationToken))
        {
            if (message is RecordMessage && rows++ == 0)
                first = TimeProvider.System.GetElapsedTime(began);
        }

        return (rows, first);
    }

    /// <summary>Runs the pull that is due to its end: all rows are committed.</summary>
    public async Task PullAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        var claim = await _services.GetRequiredService<PullSchedule>().ClaimAsync("measuring", key, cancellationToken)
            ?? throw new MeasurementException($"Connection {key} is not due.");
        if (await _services.GetRequiredService<PullRunner>().RunAsync(claim, cancellationToken) is not { State: PullState.Done })
            throw new MeasurementException("The pull did not end well.");
    }

    public Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken) =>
        Task.FromResult<PullConnection?>(new PullConnection(Credentials, key.ToString(), s_plenty));

    public Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private SourceCredentials Credentials => new()
    {
        SourceKey = Key,
        Settings = new Dictionary<string, string> { ["endpoint"] = new Uri(_endpoint, "rows").ToString(), ["paging"] = "Page number" },
        Secrets = new Dictionary<string, string> { ["apiKey"] = "only for measuring" },
    };

    /// <summary>Permits everything at once.</summary>
    private sealed class Unlimited : ICallBudget
    {
        private long _last;

        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new CallPermit(Interlocked.Increment(ref _last), TimeSpan.Zero));

        public void Settle(CallPermit permit, CallAnswer answer) { }

        public void Return(CallPermit permit) { }
    }
}
