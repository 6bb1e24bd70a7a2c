using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Hosting.Postgres;
using BlinkSaaS.Web.Hosting.Secrets;
using Hangfire.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Hosting.Database;

/// <summary>
/// Brings the database up before the program is built: finds the server or starts a private one, makes the roles,
/// migrates, and proves the key.
/// </summary>
public sealed class DatabaseStart(IConfiguration configuration, IHostEnvironment environment, InstanceKey key, TimeProvider clock)
{
    /// <summary>Name of the database on the private server.</summary>
    public const string DefaultDatabase = "blinksaas";

    /// <summary>Schema of Hangfire's tables.</summary>
    public const string HangfireSchema = "hangfire";

    /// <summary>The private server, where one was started.</summary>
    public EmbeddedPostgres? Embedded { get; private set; }

    /// <summary>Does it all, in this order, and gives the ways in.</summary>
    public async Task<DatabaseConnections> RunAsync(CancellationToken cancellationToken)
    {
        var connections = Configured() ?? await new DatabaseRoles(key).ProvisionAsync(await AdminConnectionAsync(cancellationToken), cancellationToken);
        await MigrateAsync(connections, key, cancellationToken);
        return connections;
    }

    private DatabaseConnections? Configured()
    {
        string[] names = ["BlinkSaaSOwner", "BlinkSaaSWeb", "BlinkSaaSEngine", "BlinkSaaSMaintenance"];
        return names.Select(configuration.GetConnectionString).ToArray() switch
        {
            [null, null, null, null] => null,
            [{ } owner, { } web, { } engine, { } maintenance] => new DatabaseConnections(owner, web, engine, maintenance),
            var some => throw new StartupException(
                $"Of ConnectionStrings:BlinkSaaSOwner, BlinkSaaSWeb, BlinkSaaSEngine and BlinkSaaSMaintenance only some are set; {string.Join(" and ", names.Where((_, i) => some[i] is null))} is missing. Set all four (README, \"A real deployment\"), or ConnectionStrings:BlinkSaaS alone."),
        };
    }

    private async Task<string> AdminConnectionAsync(CancellationToken cancellationToken)
    {
        var configured = configuration.GetConnectionString("BlinkSaaS");
        if (!string.IsNullOrWhiteSpace(configured))
            return configured;
        if (!environment.IsDevelopment())
        {
            throw new StartupException(
                "ConnectionStrings:BlinkSaaS is not set. Set ConnectionStrings__BlinkSaaS to a PostgreSQL 15 or newer, for example " +
                "Host=db;Database=blinksaas;Username=postgres;Password=... Its user is used at start only, to make the roles that serve.");
        }

        var folder = LocalFolder.From(configuration);
        var binaries = PostgresBinaries.Find(configuration, environment.ContentRootPath).CopiedTo(folder);
        Embedded = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = folder, Binaries = binaries }, clock, cancellationToken);
        var database = configuration["Postgres:Database"] is { Length: > 0 } name ? name : DefaultDatabase;
        return await CreateDatabaseAsync(Embedded.AdminConnectionString, database, cancellationToken);
    }

    /// <summary>Makes a database where it is missing, and says how the administrator connects to it.</summary>
    public static async Task<string> CreateDatabaseAsync(string admin, string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(admin);
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_database WHERE datname = $1) THEN NULL ELSE format('CREATE DATABASE %I', $1) END", connection)
        {
            Parameters = { new() { Value = database } },
        };
        if (await find.ExecuteScalarAsync(cancellationToken) is string create)
        {
#pragma warning disable CA2100 // Put together and quoted by the server.
            await using var command = new NpgsqlCommand(create, connection);
#pragma warning restore CA2100
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another host was quicker.
            }
        }

        return new NpgsqlConnectionStringBuilder(admin) { Database = database }.ConnectionString;
    }

    /// <summary>Brings the schema up to date, as its owner, and proves the key.</summary>
    public static async Task MigrateAsync(DatabaseConnections connections, InstanceKey key, CancellationToken cancellationToken)
    {
        var wrapping = new Wrapping(key);
        await using (var owner = AppDbContextFactory.Create(connections.Owner))
        {
            await KeySentinel.RefuseWrongKeyAsync(owner, wrapping, cancellationToken);
            await owner.Database.MigrateAsync(cancellationToken);
            await owner.Database.ExecuteSqlAsync($"SELECT pulls.protect_all()", cancellationToken);
            await InstallHangfireAsync(connections.Owner, cancellationToken);
        }

        await using var web = AppDbContextFactory.Create(connections.Web);
        await KeySentinel.StoreAsync(web, wrapping, cancellationToken);
    }

    private static async Task InstallHangfireAsync(string owner, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(cancellationToken);
        // Nodes that start together take turns.
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('hangfire schema'))", connection))
            await wait.ExecuteNonQueryAsync(cancellationToken);
        PostgreSqlObjectsInstaller.Install(connection, HangfireSchema);
        await using var grant = new NpgsqlCommand("""
            GRANT USAGE ON SCHEMA hangfire TO blink_web, blink_engine;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hangfire TO blink_web, blink_engine;
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA hangfire TO blink_web, blink_engine;
            SELECT pg_advisory_unlock_all();
            """, connection);
        await grant.ExecuteNonQueryAsync(cancellationToken);
    }
}
