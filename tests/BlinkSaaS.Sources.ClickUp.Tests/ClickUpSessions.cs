using System.Reflection;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Opens sessions of the host for the ClickUp source at an address.</summary>
internal sealed class ClickUpSessions : IDisposable
{
    private readonly SourceConnections _connections = new();
    private readonly SourceSessions _sessions;
    private readonly SourcePlugin _plugin;

    public ClickUpSessions(Uri address, TimeProvider clock, bool sandboxed = false)
    {
        _plugin = sandboxed ? LoadSandboxed() : SourcePlugin.FromSource(new ClickUpSource());
        var options = Options.Create(new SourcesOptions());
        var addresses = new SourceAddresses(options);
        addresses.Set("clickup", address);
        _sessions = new SourceSessions(SourceCatalog.Of(_plugin), addresses, _connections, options, clock);
    }

    public List<string> Log { get; } = [];

    public static SourceCredentials CredentialsOf(string token) => new()
    {
        SourceKey = "clickup",
        Settings = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string> { ["apiToken"] = token },
    };

    public SourceSession Open(string token) => _sessions.Open(CredentialsOf(token), new NoBudget(), (_, line) => Log.Add(line));

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

    private static string Metadata(string key) => typeof(ClickUpSessions).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;

    private sealed class NoBudget : ICallBudget
    {
        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(default(CallPermit));

        public void Settle(CallPermit permit, CallAnswer answer) { }

        public void Return(CallPermit permit) { }
    }
}
