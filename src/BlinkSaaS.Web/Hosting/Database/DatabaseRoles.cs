using BlinkSaaS.Web.Hosting.Secrets;
using Npgsql;

namespace BlinkSaaS.Web.Hosting.Database;

/// <summary>
/// Makes the four roles where they are missing, with passwords derived from the <see cref="InstanceKey"/>: every node
/// that has the key can sign in, and the administrator's connection is used for nothing else.
/// </summary>
public sealed class DatabaseRoles(InstanceKey key)
{
    private const long ProvisioningLock = 0x626C_696E_6B02;

    /// <summary>Provisions roles and grants in the database that <paramref name="admin"/> names, and says how each role connects.</summary>
    public async Task<DatabaseConnections> ProvisionAsync(string admin, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(admin) { Pooling = false, ApplicationName = "BlinkSaaS set-up" }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new StartupException($"The database of ConnectionStrings:BlinkSaaS cannot be reached: {e.Message} Check host, port, database, user and password.", e);
        }

        if (connection.PostgreSqlVersion.Major < 15)
            throw new StartupException($"The server is PostgreSQL {connection.PostgreSqlVersion}. BlinkSaaS needs 15 or newer.");
        await RunAsync(connection, $"SELECT pg_advisory_lock({ProvisioningLock})", cancellationToken);
        if (!await IsTrueAsync(connection, "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user", cancellationToken))
        {
            throw new StartupException(
                "The user of ConnectionStrings:BlinkSaaS may not create roles. Give one that may (it is used at start only), or make the roles " +
                "blink_owner, blink_web, blink_engine and blink_maintenance yourself and set ConnectionStrings:BlinkSaaSOwner, BlinkSaaSWeb, BlinkSaaSEngine and BlinkSaaSMaintenance instead (README, \"A real deployment\").");
        }

        foreach (var role in (string[])["blink_owner", "blink_web", "blink_engine", "blink_maintenance"])
            await EnsureRoleAsync(connection, role, cancellationToken);
        await GrantAsync(connection, cancellationToken);
        return new DatabaseConnections(As(admin, "blink_owner"), As(admin, "blink_web"), As(admin, "blink_engine"), As(admin, "blink_maintenance"));
    }

    private string As(string admin, string role) => new NpgsqlConnectionStringBuilder(admin)
    {
        Username = role,
        Password = Password(role),
        Pooling = role != "blink_owner", // used at start only: nothing of it stays open
        ApplicationName = $"BlinkSaaS {role}",
    }.ConnectionString;

    private string Password(string role) => Convert.ToHexStringLower(key.Derive($"password of {role}"));

    private async Task EnsureRoleAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        // The statement is put together by the server, which quotes; a role's password cannot be a parameter.
        await using var find = new NpgsqlCommand(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) THEN NULL ELSE format('CREATE ROLE %I LOGIN PASSWORD %L', $1, $2) END", connection)
        {
            Parameters = { new() { Value = role }, new() { Value = Password(role) } },
        };
        if (await find.ExecuteScalarAsync(cancellationToken) is string create)
        {
            await RunAsync(connection, create, cancellationToken);
            return;
        }

        await using var probe = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(As(connection.ConnectionString, role)) { Pooling = false }.ConnectionString);
        try
        {
            await probe.OpenAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new StartupException(
                $"The role {role} is on the server already, with a password of another Secrets:Key. Start with the key of that instance, or give this one a server of its own. Nothing was changed.", e);
        }
    }

    private static Task GrantAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => RunAsync(connection, """
        DO $do$
        BEGIN
          EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
          EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO blink_owner, blink_web, blink_engine, blink_maintenance', current_database());
          EXECUTE format('GRANT CREATE ON DATABASE %I TO blink_owner', current_database());
          GRANT ALL ON SCHEMA public TO blink_owner;
          GRANT USAGE ON SCHEMA public TO blink_web, blink_engine, blink_maintenance;
          GRANT blink_engine TO blink_owner;
          IF NOT pg_has_role(current_user, 'blink_owner', 'MEMBER') THEN
            EXECUTE format('GRANT blink_owner TO %I', current_user);
          END IF;
          ALTER DEFAULT PRIVILEGES FOR ROLE blink_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO blink_web;
          ALTER DEFAULT PRIVILEGES FOR ROLE blink_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO blink_web;
        END
        $do$
        """, cancellationToken);

    private static async Task RunAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this class, or put together and quoted by the server.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = new NpgsqlCommand(query, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
