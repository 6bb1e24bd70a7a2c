using System.Data.Common;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>The engine's connections to its database. What a connection string says itself holds.</summary>
public static class EngineSource
{
    /// <summary>
    /// A source of them. The engine says the same few statements in every pull. Nothing of a session is ever set, only of a
    /// transaction, so a connection goes back to the pool as it is.
    /// </summary>
    public static NpgsqlDataSource Create(string connectionString)
    {
        var settings = Preparing(connectionString, mostStatements: 120);
        if (!Says(settings, "No Reset On Close"))
            settings.NoResetOnClose = true;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Makes each pooled connection parse what is said again and again only once.</summary>
    public static NpgsqlConnectionStringBuilder Preparing(string connectionString, int mostStatements)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!Says(settings, "Max Auto Prepare"))
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (mostStatements, 3);
        return settings;
    }

    /// <summary>Whether it is written there: the builder itself knows every setting, with its default.</summary>
    private static bool Says(NpgsqlConnectionStringBuilder settings, string setting) =>
        new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString }.ContainsKey(setting);
}
