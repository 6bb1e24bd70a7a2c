using System.Globalization;
using Npgsql;

namespace BlinkSaaS.E2E.Product;

/// <summary>The host's database, for what is quicker without pages.</summary>
public sealed class Database(string folder) : IAsyncDisposable
{
    private readonly Lazy<NpgsqlDataSource> source = new(() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = int.Parse(File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).ElementAt(3), CultureInfo.InvariantCulture),
        Username = "blink_admin",
        Password = File.ReadAllText(Path.Combine(folder, "admin-password")),
        Database = "blinksaas",
        MaxPoolSize = 4,
    }));

    /// <summary>Makes a person with an account a member of a workspace, without the mail of an invitation.</summary>
    public async Task JoinAsync(string email, string workspaceSlug, WorkspaceRole role = WorkspaceRole.Member)
    {
        await using var command = source.Value.CreateCommand("""
            INSERT INTO members (workspace_id, user_id, role, joined_at)
            SELECT w.id, u.id, $3, now() FROM workspaces w, "AspNetUsers" u WHERE w.slug = $2 AND u.normalized_email = upper($1)
            """);
        command.Parameters.AddWithValue(email);
        command.Parameters.AddWithValue(workspaceSlug);
        command.Parameters.AddWithValue((int)role);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    /// <summary>How many connections a workspace has, whoever sees them.</summary>
    public async Task<long> ConnectionsAsync(string workspaceSlug)
    {
        await using var command = source.Value.CreateCommand("SELECT count(*) FROM connections c JOIN workspaces w ON w.id = c.workspace_id WHERE w.slug = $1 AND c.deleted_at IS NULL");
        command.Parameters.AddWithValue(workspaceSlug);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (source.IsValueCreated)
            await source.Value.DisposeAsync();
    }
}
