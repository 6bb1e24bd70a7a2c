using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>
/// The connections of this workspace that the person may see. One that is not seen and one that never existed are the same
/// null, found by the same query: pages answer 404.
/// </summary>
public sealed class VisibleConnections(AppDbContext database, CurrentWorkspace workspace)
{
    private int? _found;

    /// <summary>One by its identifier in URLs, with owner and teams; of one source where the URL names it.</summary>
    public async Task<Connection?> FindAsync(string publicId, string? sourceKey, CancellationToken cancellationToken)
    {
        var found = await database.Connections.Include(c => c.Owner).Include(c => c.TokenOf).Include(c => c.Teams).ThenInclude(t => t.Team)
            .Where(c => c.PublicId == publicId && (sourceKey == null || c.SourceKey == sourceKey))
            .SingleOrDefaultAsync(cancellationToken);
        _found = found?.Id;
        return found;
    }

    /// <summary>All, with owner and teams, by source and name.</summary>
    public async Task<List<Connection>> ListAsync(CancellationToken cancellationToken)
    {
        var connections = await database.Connections.AsNoTracking().Include(c => c.Owner)
            .OrderBy(c => c.SourceKey).ThenBy(c => c.NormalizedName).ToListAsync(cancellationToken);
        if (connections.TrueForAll(c => c.Privacy != Privacy.Team))
            return connections;
        // Asked by themselves: joined to the connections, the rule would be asked a second time.
        var ids = connections.Where(c => c.Privacy == Privacy.Team).Select(c => c.Id).ToList();
        var teams = await database.ConnectionTeams.AsNoTracking().Include(t => t.Team).Where(t => ids.Contains(t.ConnectionId)).ToListAsync(cancellationToken);
        var byConnection = teams.ToLookup(t => t.ConnectionId);
        foreach (var connection in connections)
            connection.Teams.AddRange(byConnection[connection.Id]);
        return connections;
    }

    /// <summary>How connections that were found here do: asked in one round trip, whatever a page asks besides.</summary>
    public async Task<IReadOnlyDictionary<int, ConnectionStatus>> StatusesAsync(IReadOnlyCollection<int> connectionIds, CancellationToken cancellationToken)
    {
        var tells = database.TellsScope && database.Reading is null;
        await database.Database.OpenConnectionAsync(cancellationToken);
        return await ConnectionStatuses.ReadAsync((NpgsqlConnection)database.Database.GetDbConnection(), workspace.Id, connectionIds, cancellationToken,
            tells ? DatabaseScope.Telling(database.Scope, null, keepsPlan: true) : null);
    }

    /// <summary>
    /// The page's own database connection, for what the engine keeps: pass it to its readers with <see cref="KeyOf"/> of a
    /// connection that was found here. The database shows the person's own rows on it and, in the tables of records, those of
    /// the connection that was found last; it is read-only, for changes there is <see cref="ChangeAsync"/>.
    /// </summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (database.TellsScope)
            return (await ReadAsync(null, cancellationToken)).Connection;
        await database.Database.OpenConnectionAsync(cancellationToken);
        return (NpgsqlConnection)database.Database.GetDbConnection();
    }

    /// <summary>The same from one snapshot, with a longest time for each statement, zero for none; dispose of it to go on without.</summary>
    public Task<DatabaseReading> SnapshotAsync(TimeSpan patience, CancellationToken cancellationToken) => ReadAsync(patience, cancellationToken);

    /// <summary>Changes what the engine keeps of connections that the person sees, in a transaction of its own.</summary>
    public async Task ChangeAsync(Func<NpgsqlConnection, NpgsqlTransaction, Task> change, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await change((NpgsqlConnection)database.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<DatabaseReading> ReadAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        return await DatabaseReading.BeginAsync(database, (NpgsqlConnection)database.Database.GetDbConnection(), _found, patience, cancellationToken);
    }

    /// <summary>The engine's name of a connection.</summary>
    public static ConnectionKey KeyOf(Connection connection) => new(connection.WorkspaceId, connection.Id);

    /// <summary>Whether the person may pull and export what is seen.</summary>
    public bool MayUse => ConnectionAccess.MayUse(workspace.Role);

    /// <summary>Whether the person may change a connection that is seen.</summary>
    public bool MayManage(Connection connection) => ConnectionAccess.MayManage(workspace.UserId, workspace.Role, connection.OwnerId);
}
