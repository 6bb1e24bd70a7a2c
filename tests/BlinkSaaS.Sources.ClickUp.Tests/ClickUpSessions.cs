using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Opens sessions of the host for the ClickUp source at an address.</summary>
internal sealed class ClickUpSessions : IDisposable
{
    private readonly SourceConnections _connections = new();
    private readonly SourceSessions _sessions;

    public ClickUpSessions(Uri address, TimeProvider clock)
    {
        var options = Options.Create(new SourcesOptions());
        var addresses = new SourceAddresses(options);
        addresses.Set("clickup", address);
        _sessions = new SourceSessions(SourceCatalog.Of(SourcePlugin.FromSource(new ClickUpSource())), addresses, _connections, options, clock);
    }

    public List<string> Log { get; } = [];

    public static SourceCredentials CredentialsOf(string token) => new()
    {
        SourceKey = "clickup",
        Settings = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string> { ["apiToken"] = token },
    };

    public SourceSession Open(string token) => _sessions.Open(CredentialsOf(token), new NoBudget(), (_, line) => Log.Add(line));

    public void Dispose() => _connections.Dispose();

    private sealed class NoBudget : ICallBudget
    {
        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(default(CallPermit));

        public void Settle(CallPermit permit, CallAnswer answer) { }

        public void Return(CallPermit permit) { }
    }
}
