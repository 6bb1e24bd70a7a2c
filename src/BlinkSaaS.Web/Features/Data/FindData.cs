using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Connections;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>A connection that the person sees, its streams, and the one the URL names.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="SourceName">What people call its source.</param>
/// <param name="Streams">All streams, in the source's order.</param>
/// <param name="Stream">The named one; null where the URL names none.</param>
public sealed record DataPlace(Connection Connection, string SourceName, IReadOnlyList<StreamInfo> Streams, StreamInfo? Stream);

/// <summary>Finds what a data URL names. Not seen, not there and gone are the same null: pages answer 404.</summary>
public sealed class FindData(VisibleConnections visible, SourceCatalog catalog)
{
    /// <summary>A connection, and a stream of it where one is named.</summary>
    public async Task<DataPlace?> RunAsync(string publicId, string? streamName, CancellationToken cancellationToken)
    {
        if (await visible.FindAsync(publicId, null, cancellationToken) is not { } connection)
            return null;
        var database = await visible.OpenAsync(cancellationToken);
        var streams = await ConnectionStreams.AllAsync(database, VisibleConnections.KeyOf(connection), cancellationToken);
        var stream = streams.FirstOrDefault(s => s.Name == streamName);
        return streamName is not null && stream is null
            ? null
            : new DataPlace(connection, SourceNameOf(connection), streams, stream);
    }

    /// <summary>Every connection that the person sees, with what was pulled so far.</summary>
    public async Task<IReadOnlyList<DataChoice>> ChoicesAsync(CancellationToken cancellationToken)
    {
        var connections = await visible.ListAsync(cancellationToken);
        if (connections.Count == 0)
            return [];
        var statuses = await visible.StatusesAsync([.. connections.Select(c => c.Id)], cancellationToken);
        return [.. connections.Select(c => new DataChoice(c, SourceNameOf(c), statuses.GetValueOrDefault(c.Id)))];
    }

    /// <summary>The connections to switch to, by source and name.</summary>
    public async Task<IReadOnlyList<DataChoice>> OthersAsync(CancellationToken cancellationToken) =>
        [.. (await visible.ListAsync(cancellationToken)).Select(c => new DataChoice(c, SourceNameOf(c), null))];

    private string SourceNameOf(Connection connection) => catalog.Find(connection.SourceKey)?.Name ?? connection.SourceKey;
}

/// <summary>A connection that can be looked into.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="SourceName">What people call its source.</param>
/// <param name="Status">How it does, where that was read.</param>
public sealed record DataChoice(Connection Connection, string SourceName, ConnectionStatus? Status)
{
    /// <summary>Records of all streams.</summary>
    public long Records => Status?.Records ?? 0;
}
