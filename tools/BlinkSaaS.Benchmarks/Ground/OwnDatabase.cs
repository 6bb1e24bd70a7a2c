using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Hosting.Secrets;
using Npgsql;

namespace BlinkSaaS.Benchmarks.Ground;

/// <summary>A database with the shipped schema, thrown away at the end.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    /// <summary>Secrets:Key of every program on it.</summary>
    public const string Key = "Zm9yIG1lYXN1cmluZzogbm90IGEgc2VjcmV0IG9mIGFueW9uZSE=";

    private readonly string _server;
    private readonly string _name;

    private OwnDatabase(string server, string name, string admin, DatabaseConnections connections)
    {
        (_server, _name, Connections, AdminConnection) = (server, name, connections, admin);
        Engine = EngineSource.Create(connections.Engine);
        Admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = true, ApplicationName = "measuring" }.ConnectionString);
    }

    /// <summary>How blink_engine connects, for other processes.</summary>
    public string EngineConnection => Connections.Engine;

    /// <summary>How each of the shipped roles connects.</summary>
    public DatabaseConnections Connections { get; }

    /// <summary>How the administrator connects.</summary>
    public string AdminConnection { get; }

    /// <summary>As blink_engine.</summary>
    public NpgsqlDataSource Engine { get; }

    /// <summary>As the administrator: to look and to arrange.</summary>
    public NpgsqlDataSource Admin { get; }

    /// <summary>Makes a database with the shipped schema, which nobody stays connected to.</summary>
    public static async Task MigrateAsync(string server, string name, CancellationToken cancellationToken)
    {
        var admin = await DatabaseStart.CreateDatabaseAsync(server, name, cancellationToken);
        var key = InstanceKey.Parse(Key);
        await DatabaseStart.MigrateAsync(await new DatabaseRoles(key).ProvisionAsync(admin, cancellationToken), key, cancellationToken);
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellationToken);
        await using var disconnect = new NpgsqlCommand("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1", connection);
        disconnect.Parameters.Add(new NpgsqlParameter { Value = name });
        await disconnect.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The ways into a database that is there, for the shipped roles.</summary>
    public static async Task<OwnDatabase> OpenAsync(string server, string name, CancellationToken cancellationToken)
    {
        var admin = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        return new OwnDatabase(server, name, admin, await new DatabaseRoles(InstanceKey.Parse(Key)).ProvisionAsync(admin, cancellationToken));
    }

    /// <summary>A connection whose first pull is due.</summary>
    public async Task AddAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var connection = await Engine.OpenConnectionAsync(cancellationToken);
        await PullSchedule.AddAsync(connection, null, key, TimeSpan.FromHours(1), null, cancellationToken);
    }

    /// <summary>Makes a connection due again.</summary>
    public Task MakeDueAsync(ConnectionKey key, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2 AND lease_until IS NULL",
        cancellationToken, key.WorkspaceId, key.ConnectionId);

    /// <summary>Asks for a pull: it is open from here on.</summary>
    public async Task RequestAsync(ConnectionKey key, CancellationToken cancellationToken, bool full = false)
    {
        await using var connection = await Engine.OpenConnectionAsync(cancellationToken);
        await PullSchedule.RequestAsync(connection, null, key, null, full, cancellationToken);
    }

    /// <summary>Pulls by itself again, as after a swap of the token.</summary>
    public async Task ResumeAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var connection = await Engine.OpenConnectionAsync(cancellationToken);
        await PullSchedule.ResumeAsync(connection, null, key, cancellationToken);
    }

    /// <summary>After the server was stopped under them.</summary>
    public void ForgetBrokenConnections()
    {
        Engine.Clear();
        Admin.Clear();
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = Admin.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Admin.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
#pragma warning disable CA2100 // A name made by this program.
        await using var drop = new NpgsqlCommand($"DROP DATABASE {_name} WITH (FORCE)", connection);
#pragma warning restore CA2100
        await drop.ExecuteNonQueryAsync();
    }
}
