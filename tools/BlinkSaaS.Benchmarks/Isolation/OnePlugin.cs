using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Benchmarks.Isolation;

/// <summary>The bundled Custom Source as the host loads it: in the host's process, or in processes of its own.</summary>
internal sealed class OnePlugin : IAsyncDisposable
{
    private const string Key = "custom";

    private readonly ServiceProvider _services;
    private readonly Uri _endpoint;

    private OnePlugin(ServiceProvider services, Uri endpoint) => (_services, _endpoint) = (services, endpoint);

    public static OnePlugin Load(Uri endpoint, bool sandboxed)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSourceHosting(options =>
        {
            options.PluginFolders.Add(BuiltPlugins.FolderWith(Key));
            options.BaseAddresses[Key] = endpoint;
            options.Sandbox.AlsoBundled = sandboxed;
            options.Sandbox.Program = BuiltPlugins.Sandbox();
        });
        var built = services.BuildServiceProvider();
        var plugin = built.GetRequiredService<SourceCatalog>().Find(Key) ?? throw new MeasurementException("The Custom Source does not load. Build the solution first.");
        if (plugin.IsSandboxed != sandboxed)
            throw new MeasurementException("The plugin does not run where it should.");
        return new OnePlugin(built, endpoint);
    }

    /// <summary>Reads all rows as a pull does; tells how many there were and, after the first, how long it took to come.</summary>
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

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private SourceCredentials Credentials => new()
    {
        SourceKey = Key,
        Settings = new Dictionary<string, string> { ["endpoint"] = new Uri(_endpoint, "rows").ToString(), ["paging"] = "Page number" },
        Secrets = new Dictionary<string, string> { ["apiKey"] = "only for measuring" },
    };

    /// <summary>Permits everything at once: what is measured is the way from the endpoint to the host.</summary>
    private sealed class Unlimited : ICallBudget
    {
        private long _last;

        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new CallPermit(Interlocked.Increment(ref _last), TimeSpan.Zero));

        public void Settle(CallPermit permit, CallAnswer answer) { }

        public void Return(CallPermit permit) { }
    }
}
