using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Tests.Support;

/// <summary>Sessions of one source in memory, over the real pipeline, to an address of the operator's where one is given.</summary>
internal sealed class TestSessions : IDisposable
{
    private readonly SourceConnections _connections;

    public TestSessions(FakeSource source, Uri? operatorsAddress = null, SourceNetwork? network = null, Action<SourcesOptions>? configure = null, TimeProvider? clock = null)
    {
        var options = new SourcesOptions();
        configure?.Invoke(options);
        _connections = new SourceConnections(network ?? NoNetwork);
        Addresses = new SourceAddresses(Options.Create(options));
        if (operatorsAddress is not null)
        {
            Addresses.Set("fake", operatorsAddress);
            _connections.Dispose();
            _connections = new SourceConnections(network ?? SourceNetwork.System);
        }
        Catalog = SourceCatalog.Of(SourcePlugin.FromSource(source));
        Sessions = new SourceSessions(Catalog, Addresses, _connections, Options.Create(options), clock ?? TimeProvider.System);
        Check = new SourceCheck(Sessions, Catalog, clock ?? TimeProvider.System);
    }

    public SourceAddresses Addresses { get; }

    public SourceCatalog Catalog { get; }

    public SourceSessions Sessions { get; }

    public SourceCheck Check { get; }

    public RecordingBudget Budget { get; init; } = new();

    public List<(SourceLogLevel Level, string Line)> Log { get; } = [];

    /// <summary>Fails the test when anything is resolved: nothing may leave loopback.</summary>
    private static SourceNetwork NoNetwork { get; } = new(
        (host, _) => throw new InvalidOperationException($"{host} was resolved."),
        (endPoint, _) => throw new InvalidOperationException($"{endPoint} was called."));

    public SourceSession Open(SourceCredentials? credentials = null) =>
        Sessions.Open(credentials ?? FakeSource.Credentials(), Budget, (level, line) => Log.Add((level, line)));

    public void Dispose() => _connections.Dispose();
}
