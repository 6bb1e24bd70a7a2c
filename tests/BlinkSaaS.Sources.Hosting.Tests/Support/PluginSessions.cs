using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Tests.Support;

/// <summary>Sessions of a built plugin, in the tests' own process or in processes of its own.</summary>
internal sealed class PluginSessions : IDisposable
{
    public const string Token = "tok_5ecret+value";

    private readonly SourceConnections _connections = new(SourceNetwork.System);
    private readonly SourceSessions _sessions;

    public PluginSessions(string plugin, bool sandboxed, Uri? operatorsAddress = null, Action<SandboxOptions>? configure = null, ConfinementKind? kind = null)
    {
        var options = new SourcesOptions();
        options.Sandbox.Program = TestPlugins.Sandbox;
        configure?.Invoke(options.Sandbox);
        Launcher = kind is { } forced ? new SandboxLauncher(options.Sandbox, new Confinement(forced, null)) : new SandboxLauncher(Options.Create(options));
        var limit = TimeSpan.FromSeconds(60);
        Plugin = sandboxed
            ? SourcePlugin.LoadSandboxed(Launcher, TestPlugins.PluginFolder(plugin), limit, TimeProvider.System)
            : SourcePlugin.Load(TestPlugins.PluginFolder(plugin), limit);
        Assert.Null(Plugin.Reason);
        var addresses = new SourceAddresses(Options.Create(options));
        if (operatorsAddress is not null)
            addresses.Set(Plugin.Key, operatorsAddress);
        Catalog = SourceCatalog.Of(Plugin);
        _sessions = new SourceSessions(Catalog, addresses, _connections, Options.Create(options), TimeProvider.System);
        Check = new SourceCheck(_sessions, Catalog, TimeProvider.System);
    }

    public SandboxLauncher Launcher { get; }

    public SourcePlugin Plugin { get; }

    public SourceCatalog Catalog { get; }

    public SourceCheck Check { get; }

    public RecordingBudget Budget { get; init; } = new();

    public List<string> Log { get; } = [];

    public SourceCredentials Credentials => new()
    {
        SourceKey = Plugin.Key,
        Settings = new Dictionary<string, string> { ["region"] = "eu", ["token"] = Token },
        Secrets = new Dictionary<string, string> { ["token"] = Token },
    };

    public SourceSession Open() => _sessions.Open(Credentials, Budget, (level, line) =>
    {
        lock (Log)
            Log.Add($"{level} {line}");
    });

    public void Dispose()
    {
        Plugin.Dispose();
        _connections.Dispose();
    }
}
