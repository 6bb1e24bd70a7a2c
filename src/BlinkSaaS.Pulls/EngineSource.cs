using System.Data.Common;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>The engine's connections to its database.</summary>
public static class EngineSource
{
    /// <summary>
    /// A source of them. The engine says the same few statements in every pull: each connection parses and plans them once.
    /// Nothing of a session is ever set, only of a transaction, so a connection goes back to the pool as it is. What the
    /// connection string says itself holds.
    /// </summary>
    public static NpgsqlDataSource Create(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString };
        if (!given.ContainsKey("Max Auto Prepare"))
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (120, 3);
        if (!given.ContainsKey("No Reset On Close"))
            settings.NoResetOnClose = true;
        return NpgsqlDataSource.Create(settings);
    }
}
