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
        Engine = EngineSource.Create(_database.Connections.Engine);
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

    /// <summary>A workspace with a person in it who owns the connection: to them the engine's tables show it.</summary>
    public Task ShowAsync(ConnectionKey key, Guid person) => ExecuteAsync("""
        WITH person AS (INSERT INTO "AspNetUsers" (id, display_name, is_demo, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
          VALUES ($3, 'Somebody', false, now(), true, false, false, false, 0) RETURNING id),
        workspace AS (INSERT INTO workspaces (id, slug, name, is_demo, created_at) OVERRIDING SYSTEM VALUE VALUES ($1, 'w' || $1, 'Workspace', false, now()) RETURNING id),
        member AS (INSERT INTO members (workspace_id, user_id, role, joined_at) SELECT workspace.id, person.id, 2, now() FROM workspace, person)
        INSERT INTO connections (workspace_id, id, public_id, source_key, name, normalized_name, owner_id, privacy, privacy_set_at, settings, secrets, budget_key, created_at)
        OVERRIDING SYSTEM VALUE SELECT workspace.id, $2, 'c' || $2, 'played', 'C', 'C', person.id, 0, now(), '{}', '', 'b', now() FROM workspace, person
        """, key.WorkspaceId, key.ConnectionId, person);

    /// <summary>Tells the present transaction for whom it reads, as the host does.</summary>
    public static async Task TellAsync(NpgsqlConnection connection, ConnectionKey key, Guid person)
    {
        await using var command = new NpgsqlCommand("SELECT set_config('app.workspace', $1, true), set_config('app.user', $2, true), set_config('app.connection', $3, true)", connection);
        foreach (var value in new[] { $"{key.WorkspaceId}", $"{person}", $"{key.ConnectionId}" })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
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
