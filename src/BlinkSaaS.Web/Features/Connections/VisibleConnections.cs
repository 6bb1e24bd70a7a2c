using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>
/// The connections of this workspace that the person may see. One that is not seen and one that never existed are the same
/// null, found by the same query: pages answer 404.
/// </summary>
public sealed class VisibleConnections(AppDbContext database, CurrentWorkspace workspace)
{
    /// <summary>One by its identifier in URLs, with owner and teams; of one source where the URL names it.</summary>
    public Task<Connection?> FindAsync(string publicId, string? sourceKey, CancellationToken cancellationToken) =>
        database.Connections.Include(c => c.Owner).Include(c => c.Teams).ThenInclude(t => t.Team)
            .Where(c => c.PublicId == publicId && (sourceKey == null || c.SourceKey == sourceKey))
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>All, with owner and teams, by source and name.</summary>
    public Task<List<Connection>> ListAsync(CancellationToken cancellationToken) =>
        database.Connections.AsNoTracking().Include(c => c.Owner).Include(c => c.Teams).ThenInclude(t => t.Team)
            .OrderBy(c => c.SourceKey).ThenBy(c => c.NormalizedName).AsSplitQuery().ToListAsync(cancellationToken);

    /// <summary>
    /// The page's own database connection, open, for what the engine keeps: pass it to its readers with
    /// <see cref="KeyOf"/> of a connection that was found here, and with no other key.
    /// </summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        return (NpgsqlConnection)database.Database.GetDbConnection();
    }

    /// <summary>The engine's name of a connection.</summary>
    public static ConnectionKey KeyOf(Connection connection) => new(connection.WorkspaceId, connection.Id);

    /// <summary>Whether the person may pull and export what is seen.</summary>
    public bool MayUse => ConnectionAccess.MayUse(workspace.Role);

    /// <summary>Whether the person may change a connection that is seen.</summary>
    public bool MayManage(Connection connection) => ConnectionAccess.MayManage(workspace.UserId, workspace.Role, connection.OwnerId);
}
