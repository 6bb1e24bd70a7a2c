namespace BlinkSaaS.Web.Hosting.Database;

/// <summary>The three ways into the database, one for each role.</summary>
/// <param name="Owner"><c>blink_owner</c>: migrations, at start only.</param>
/// <param name="Web"><c>blink_web</c>: pages; owns nothing.</param>
/// <param name="Engine"><c>blink_engine</c>: pulls; owns the record tables, sees no accounts.</param>
public sealed record DatabaseConnections(string Owner, string Web, string Engine)
{
    /// <summary>Key of the engine's <see cref="Npgsql.NpgsqlDataSource"/> among the keyed services.</summary>
    public const string EngineKey = "engine";

    /// <inheritdoc />
    public override string ToString() => nameof(DatabaseConnections);
}
