using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>A row of a listing.</summary>
public sealed record ConnectionRow(Connection Connection, ConnectionStatus? Status, ConnectionHealth Health, bool IsMine, string SourceName);

/// <summary>What a listing shows: every connection that the person sees, and how it does.</summary>
public sealed class ConnectionListing(VisibleConnections visible, SourceCatalog catalog, PersonClock clock, CurrentWorkspace workspace)
{
    /// <summary>Reads all rows: two statements, however many connections.</summary>
    public async Task<IReadOnlyList<ConnectionRow>> ReadAsync(CancellationToken cancellationToken)
    {
        var connections = await visible.ListAsync(cancellationToken);
        if (connections.Count == 0)
            return [];
        var statuses = await visible.StatusesAsync([.. connections.Select(c => c.Id)], cancellationToken);
        return [.. connections.Select(c =>
        {
            var status = statuses.GetValueOrDefault(c.Id);
            return new ConnectionRow(c, status, ConnectionHealth.Of(status, clock), c.OwnerId == workspace.UserId, catalog.Find(c.SourceKey)?.Name ?? c.SourceKey);
        })];
    }
}

/// <summary>Filters of the listing: they stand in the URL.</summary>
public enum ConnectionFilter
{
    /// <summary>Everything seen.</summary>
    All,

    /// <summary>The person's own.</summary>
    Mine,

    /// <summary>What only a person can mend.</summary>
    Attention,
}
