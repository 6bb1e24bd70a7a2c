using System.Collections.Concurrent;
using System.Net;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Keeps connections open between sessions: one handler for each source and address. Sources never share one, so no source
/// can use another's operator address.
/// </summary>
public sealed class SourceConnections : IDisposable
{
    private readonly ConcurrentDictionary<(string Source, Uri? Operators), SocketsHttpHandler> _handlers = new();
    private readonly ConnectionGuard _guard;

    internal SourceConnections(SourceNetwork network) => _guard = new ConnectionGuard(network);

    /// <summary>Connections over the system's network.</summary>
    public SourceConnections() : this(SourceNetwork.System) { }

    internal HttpMessageHandler For(string sourceKey, Uri? operatorsAddress)
    {
        var key = (sourceKey, operatorsAddress);
        if (_handlers.TryGetValue(key, out var known))
            return known;
        var created = Create(operatorsAddress);
        var kept = _handlers.GetOrAdd(key, created);
        if (kept != created)
            created.Dispose();
        return kept;
    }

    private SocketsHttpHandler Create(Uri? operatorsAddress) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        ActivityHeadersPropagator = null, // our trace identifiers are nobody else's business
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 64,
        ConnectCallback = operatorsAddress is null
            ? _guard.ConnectToPublicAsync
            : (context, cancellationToken) => _guard.ConnectToAsync(operatorsAddress, context, cancellationToken),
    };

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var handler in _handlers.Values)
            handler.Dispose();
    }
}
