using System.Reflection;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;
using StripeSimulator;

namespace BlinkSaaS.Sources.Stripe.Tests;

/// <summary>Opens sessions of the host for the Stripe source at a simulator.</summary>
internal sealed class StripeSessions : IDisposable
{
    private readonly SourceConnections _connections = new();
    private readonly SourceSessions _sessions;
    private readonly SourcePlugin _plugin = SourcePlugin.FromSource(new StripeSource());

    public StripeSessions(Uri address, TimeProvider clock)
    {
        var options = Options.Create(new SourcesOptions());
        var addresses = new SourceAddresses(options);
        addresses.Set("stripe", address);
        _sessions = new SourceSessions(SourceCatalog.Of(_plugin), addresses, _connections, options, clock);
    }

    public static SourceCredentials CredentialsOf(StripeKey key) => new()
    {
        SourceKey = "stripe",
        Settings = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string> { ["apiKey"] = key.Value },
    };

    public SourceSession Open(StripeKey key) => _sessions.Open(CredentialsOf(key), new NoBudget(), static (_, _) => { });

    /// <summary>The plugin as it was built, in a process of its own.</summary>
    public static SourcePlugin LoadSandboxed()
    {
        var options = new SourcesOptions { Sandbox = { Program = Metadata("Sandbox") } };
        var folder = Directory.GetDirectories(Metadata("Plugin")).Single();
        var plugin = SourcePlugin.LoadSandboxed(new SandboxLauncher(Options.Create(options)), folder, TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.Null(plugin.Reason);
        return plugin;
    }

    public void Dispose()
    {
        _plugin.Dispose();
        _connections.Dispose();
    }

    private static string Metadata(string key) => typeof(StripeSessions).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;

    private sealed class NoBudget : ICallBudget
    {
        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(default(CallPermit));

        public void Settle(CallPermit permit, CallAnswer answer) { }

        public void Return(CallPermit permit) { }
    }
}
