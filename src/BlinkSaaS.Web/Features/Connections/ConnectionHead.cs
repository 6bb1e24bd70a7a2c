using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>What stands on top of every page of a connection.</summary>
public sealed record ConnectionHead
{
    /// <summary>The connection, with owner and teams.</summary>
    public required Connection Connection { get; init; }

    /// <summary>Its plugin, where it is available.</summary>
    public required SourcePlugin? Plugin { get; init; }

    /// <summary>What the engine says.</summary>
    public required ConnectionStatus? Status { get; init; }

    /// <summary>How it does.</summary>
    public required ConnectionHealth Health { get; init; }

    /// <summary>Whether the person may pull and export.</summary>
    public required bool MayUse { get; init; }

    /// <summary>Whether the person may change it.</summary>
    public required bool MayManage { get; init; }

    /// <summary>Whether it is the person's own.</summary>
    public required bool IsMine { get; init; }

    /// <summary>Name of the source.</summary>
    public string SourceName => Plugin?.Name ?? Connection.SourceKey;

    /// <summary>The owner, as this person calls them.</summary>
    public string OwnerName => IsMine ? "You" : Connection.Owner?.DisplayName ?? "";
}

/// <summary>Opens the pages of a connection.</summary>
public sealed class ConnectionHeads(VisibleConnections visible, AppDbContext database, SourceCatalog catalog, PersonClock clock, CurrentWorkspace workspace)
{
    /// <summary>The same, as it is stored now, forgetting a change that was refused.</summary>
    public Task<ConnectionHead?> FreshAsync(string source, string id, CancellationToken cancellationToken)
    {
        database.ChangeTracker.Clear();
        return FindAsync(source, id, cancellationToken);
    }

    /// <summary>The head of a connection that the person sees, or null: 404.</summary>
    public async Task<ConnectionHead?> FindAsync(string source, string id, CancellationToken cancellationToken)
    {
        if (await visible.FindAsync(id, source, cancellationToken) is not { } connection)
            return null;
        var statuses = await ConnectionStatuses.ReadAsync(await visible.OpenAsync(cancellationToken), connection.WorkspaceId, [connection.Id], cancellationToken);
        var status = statuses.GetValueOrDefault(connection.Id);
        return new ConnectionHead
        {
            Connection = connection,
            Plugin = catalog.Find(source, connection.PluginVersion),
            Status = status,
            Health = ConnectionHealth.Of(status, clock),
            MayUse = visible.MayUse,
            MayManage = visible.MayManage(connection),
            IsMine = connection.OwnerId == workspace.UserId,
        };
    }
}
