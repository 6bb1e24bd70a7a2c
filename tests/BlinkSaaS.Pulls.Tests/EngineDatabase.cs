using Npgsql;

namespace BlinkSaaS.Pulls.Tests;

/// <summary>A database of its own for a test class, with the engine's and the administrator's way in, and new connections.</summary>
public sealed class EngineDatabase : IAsyncLifetime
{
    private readonly TestDatabase.TestDatabase _database = new();
    private int _lastConnection;

    /// <summary>As blink_engine.</summary>
    public NpgsqlDataSource Engine { get; private set; } = null!;

    /// <summary>As the administrator: to look, and to play faults.</summary>
    public NpgsqlDataSource Admin { get; private set; } = null!;

    /// <summary>As blink_web, whom row-level security shows nothing unless somebody is signed in.</summary>
    public NpgsqlDataSource Web { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        Engine = NpgsqlDataSource.Create(_database.Connections.Engine);
        Web = NpgsqlDataSource.Create(_database.Connections.Web);
        Admin = NpgsqlDataSource.Create(_database.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Web.DisposeAsync();
        await Admin.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A connection with a schedule, its first pull due.</summary>
    public async Task<ConnectionKey> AddAsync()
    {
        var key = new ConnectionKey(7, Interlocked.Increment(ref _lastConnection));
        await using var connection = await Engine.OpenConnectionAsync();
        await PullSchedule.AddAsync(connection, null, key, TimeSpan.FromHours(1), null, CancellationToken.None);
        return key;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<T> OfAsync<T>(ConnectionKey key, string what, string table) =>
        ScalarAsync<T>($"SELECT {what} FROM pulls.{table} WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = Admin.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
