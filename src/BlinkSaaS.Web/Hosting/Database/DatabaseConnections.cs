namespace BlinkSaaS.Web.Hosting.Database;

/// <summary>The four ways into the database, one for each role.</summary>
/// <param name="Owner"><c>blink_owner</c>: migrations, at start only.</param>
/// <param name="Web"><c>blink_web</c>: pages; owns nothing.</param>
/// <param name="Engine"><c>blink_engine</c>: pulls; owns the record tables, sees no accounts.</param>
/// <param name="Maintenance"><c>blink_maintenance</c>: jobs that tidy up over all workspaces; reads no record, no password, no key.</param>
public sealed record DatabaseConnections(string Owner, string Web, string Engine, string Maintenance)
{
    /// <summary>Key of the engine's <see cref="Npgsql.NpgsqlDataSource"/> among the keyed services.</summary>
    public const string EngineKey = "engine";

    /// <summary>Key of the <see cref="Npgsql.NpgsqlDataSource"/> of <see cref="Maintenance"/>; use <see cref="Data.MaintenanceDatabase"/>.</summary>
    public const string MaintenanceKey = "maintenance";

    /// <inheritdoc />
    public override string ToString() => nameof(DatabaseConnections);
}
