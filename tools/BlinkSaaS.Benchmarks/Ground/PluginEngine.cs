using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Benchmarks.Ground;

/// <summary>What an engine works on: which API with which token, and for how long its limit counts.</summary>
internal sealed record EngineSettings
{
    public required string Database { get; init; }

    public required Uri Address { get; init; }

    public required string Token { get; init; }

    /// <summary>Length of the window that the limit is for, where it is not what the plugin declares.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Name of the token's budget: all that use the token share it.</summary>
    public string Budget { get; init; } = "one token";

    /// <summary>Time that one call may take.</summary>
    public TimeSpan? CallTimeLimit { get; init; }

    /// <summary>Streams to pull; null for those that the plugin selects.</summary>
    public IReadOnlySet<string>? Streams { get; init; }

    public Action<PullOptions> Pulls { get; init; } = _ => { };
}

/// <summary>The engine with the real ClickUp plugin, put together as the host does, without the host's pages and accounts.</summary>
internal sealed class PluginEngine : IPullConnections, IPullOutcomes, IAsyncDisposable
{
    public const string Source = "clickup";

    private readonly EngineSettings _settings;
    private readonly ServiceProvider _services;

    public PluginEngine(EngineSettings settings)
    {
        _settings = settings;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddKeyedSingleton("engine", (_, _) => EngineSource.Create(settings.Database));
        services.AddSourceHosting(options =>
        {
            options.PluginFolders.Add(BuiltPlugins.FolderWith(Source));
            options.BaseAddresses[Source] = settings.Address;
            options.CallTimeLimit = settings.CallTimeLimit ?? options.CallTimeLimit;
        });
        services.AddPulls();
        services.Configure(settings.Pulls);
        services.AddSingleton<IPullConnections>(this);
        services.AddSingleton<IPullOutcomes>(this);
        _services = services.BuildServiceProvider();
        Plugin = _services.GetRequiredService<SourceCatalog>().Find(Source)
            ?? throw new MeasurementException("The ClickUp plugin is not there or does not load. Build the solution first.");
    }

    public SourcePlugin Plugin { get; }

    public PullSchedule Schedule => _services.GetRequiredService<PullSchedule>();

    public CallBudgets Budgets => _services.GetRequiredService<CallBudgets>();

    public PullRunner Runner => _services.GetRequiredService<PullRunner>();

    public ISourceSessions Sessions => _services.GetRequiredService<ISourceSessions>();

    public SourceCredentials Credentials => new()
    {
        SourceKey = Source,
        Settings = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string> { ["apiToken"] = _settings.Token },
    };

    /// <summary>Runs the pull that is due to its end.</summary>
    public async Task<PullResult?> PullAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        var claim = await Schedule.ClaimAsync("measuring", key, cancellationToken)
            ?? throw new MeasurementException($"Connection {key} is not due.");
        return await Runner.RunAsync(claim, cancellationToken);
    }

    /// <summary>All connections of a run use one token, so they share one budget.</summary>
    public Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        var declared = Plugin.Descriptor!.RateLimit;
        return Task.FromResult<PullConnection?>(new PullConnection(Credentials, _settings.Budget, declared with { Window = _settings.Window ?? declared.Window }) { Streams = _settings.Streams });
    }

    public Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
