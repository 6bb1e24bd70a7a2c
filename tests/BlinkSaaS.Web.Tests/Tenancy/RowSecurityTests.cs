using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>The second fence: what the database itself shows to the role of the pages.</summary>
[Collection(AccessStage.Collection)]
public sealed class RowSecurityTests(AccessStage stage)
{
    private NpgsqlDataSource Web => stage.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public async Task Every_table_of_the_engine_that_pages_read_has_a_policy()
    {
        var open = await stage.RowsAsync("""
            SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'pulls'::regnamespace AND c.relkind IN ('r', 'p')
              AND c.relname <> 'workers' -- the names of processes, nothing of a tenant
              AND has_any_column_privilege('blink_web', c.oid, 'SELECT, INSERT, UPDATE')
              AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND 'blink_web'::regrole = ANY (p.polroles)))
            """);
        Assert.True(open.Count == 0,
            $"blink_web reads these tables and no policy holds it: {string.Join(", ", open.Select(row => row[0]))}. End the script that makes them with SELECT pulls.protect('pulls.NAME'); or pulls.protect_records (Schema/0002_access.sql says which), or take the right away.");
        Assert.NotEmpty(await stage.RowsAsync("SELECT 1 FROM pg_class WHERE relnamespace = 'pulls'::regnamespace AND relrowsecurity"));
    }

    [Fact]
    public async Task Every_table_of_the_pages_that_names_a_connection_has_a_policy()
    {
        var open = await stage.RowsAsync("""
            SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND (c.relname IN ('connections', 'connection_drafts') OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'connection_id' AND NOT a.attisdropped))
              AND has_any_column_privilege('blink_web', c.oid, 'SELECT')
              AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND 'blink_web'::regrole = ANY (p.polroles)))
            """);
        Assert.True(open.Count == 0, $"These tables name connections and no policy holds blink_web: {string.Join(", ", open.Select(row => row[0]))}. Migration Access shows how.");
    }

    /// <summary>COPY is refused under a policy, and a definer function of a forced table's owner sees no row.</summary>
    [Fact]
    public async Task No_policy_is_forced_on_the_owner() =>
        Assert.Empty(await stage.RowsAsync("SELECT relname FROM pg_class WHERE relforcerowsecurity"));

    public static TheoryData<string> Everybody() => new(AccessStage.Everybody);

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task The_database_shows_each_person_what_the_product_says(string who)
    {
        foreach (var privacy in AccessStage.Privacies)
        {
            var key = await stage.KeyAsync(stage.Connections[privacy]);
            foreach (var table in await TablesAsync())
            {
                var all = (long)(await stage.RowsAsync($"SELECT count(*) FROM {table} WHERE connection_id = $1", key.ConnectionId))[0][0]!;
                var shown = await CountAsync(table, key.WorkspaceId, stage.People[who].Id, key.ConnectionId);
                Assert.True(shown == (AccessStage.Sees(who, privacy) ? all : 0), $"{table} shows {shown} of {all} rows of the connection {privacy} to {who}.");
            }
        }
    }

    [Fact]
    public async Task What_is_not_set_or_names_something_else_sees_nothing()
    {
        var (key, author) = (await stage.KeyAsync(stage.Connections["Private"]), stage.Author.Id);
        foreach (var table in await TablesAsync())
        {
            Assert.Equal(0, await CountAsync(table, null, author, key.ConnectionId));
            Assert.Equal(0, await CountAsync(table, key.WorkspaceId, null, key.ConnectionId));
            Assert.Equal(0, await CountAsync(table, stage.People["outsider"].Place.Id, author, key.ConnectionId));
            Assert.Equal(0, await CountAsync(table, key.WorkspaceId, Guid.NewGuid(), key.ConnectionId));
            if (table.Contains("record", StringComparison.Ordinal))
                Assert.Equal(0, await CountAsync(table, key.WorkspaceId, author, null));
        }

        Assert.Equal(0L, await ServerFolder.AskAsync(Way, "SELECT count(*) FROM connections"));
        Assert.Equal(0L, await ServerFolder.AskAsync(Way, "SELECT count(*) FROM connection_drafts"));
    }

    [Fact]
    public async Task Records_are_read_by_the_index_and_asked_about_once()
    {
        var key = await stage.KeyAsync(stage.Connections["Workspace"]);
        await using var connection = await Web.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await SetAsync(connection, key.WorkspaceId, stage.Author.Id, key.ConnectionId);
#pragma warning disable CA2100 // Numbers.
        await using var command = new NpgsqlCommand(
            $"SET LOCAL enable_seqscan = off; EXPLAIN SELECT key, cells FROM pulls.records WHERE workspace_id = {key.WorkspaceId} AND connection_id = {key.ConnectionId} AND stream_id = 1 ORDER BY key LIMIT 50", connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = "";
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            plan += reader.GetString(0) + "\n";
        Assert.Contains("One-Time Filter", plan, StringComparison.Ordinal);
        Assert.Matches("Index Scan using (pk_|records_)", plan);
    }

    [Theory]
    [InlineData("team member", "Team")]
    [InlineData("member", "Workspace")]
    [InlineData("admin", "Private")]
    [InlineData("owner", "Team")]
    [InlineData("outsider", "Workspace")]
    [InlineData("removed", "Workspace")]
    public async Task Who_may_not_manage_changes_nothing_whatever_the_statement(string who, string privacy)
    {
        var key = await stage.KeyAsync(stage.Connections[privacy]);
        await using var connection = await Web.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await SetAsync(connection, key.WorkspaceId, stage.People[who].Id, key.ConnectionId);
        Assert.Equal(false, await RunAsync(connection, $"SELECT let_go({key.ConnectionId})"));
        Assert.Null(await RunAsync(connection, $"UPDATE connections SET name = 'Mine now' WHERE id = {key.ConnectionId} RETURNING id"));
        Assert.Null(await RunAsync(connection, $"DELETE FROM connections WHERE id = {key.ConnectionId} RETURNING id"));
    }

    [Fact]
    public async Task Nobody_adds_a_connection_in_the_name_of_somebody_else()
    {
        var key = await stage.KeyAsync(stage.Connections["Workspace"]);
        await using var connection = await Web.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await SetAsync(connection, key.WorkspaceId, stage.People["member"].Id, null);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, $"""
            INSERT INTO connections (workspace_id, public_id, source_key, name, normalized_name, owner_id, privacy, privacy_set_at, settings, secrets, budget_key, created_at)
            VALUES ({key.WorkspaceId}, 'x', 'clickup', 'x', 'X', '{stage.Author.Id}', 0, now(), {"'{}'"}, '', 'x', now())
            """));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    /// <summary>It runs as the engine's role, which no policy holds: so it asks the rule by itself.</summary>
    [Theory]
    [InlineData("author", "Private", true)]
    [InlineData("team member", "Team", true)]
    [InlineData("admin", "Workspace", true)]
    [InlineData("viewer", "Workspace", false)]
    [InlineData("team viewer", "Team", false)]
    [InlineData("admin", "Private", false)]
    [InlineData("owner", "Team", false)]
    [InlineData("outsider", "Workspace", false)]
    [InlineData("removed", "Workspace", false)]
    [InlineData(null, "Workspace", false)]
    public async Task Only_who_may_use_a_connection_stops_its_pull_whatever_the_statement(string? who, string privacy, bool may)
    {
        var key = await stage.KeyAsync(stage.Connections[privacy]);
        var person = who is null ? (Guid?)null : stage.People[who].Id;
        // One that somebody else asked for may still be open.
        await stage.RowsAsync("UPDATE pulls.pulls SET state = 'cancelled', finished_at = now() WHERE workspace_id = $1 AND connection_id = $2 AND state IN ('queued', 'running', 'waiting')", key.WorkspaceId, key.ConnectionId);
        var number = await stage.ValueAsync<int>("""
            INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, "full")
            SELECT $1, $2, max(number) + 1, 'queued', 'person', false FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 RETURNING number
            """, key.WorkspaceId, key.ConnectionId);
        try
        {
            await using var web = await Web.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await web.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await SetAsync(web, person is null ? null : key.WorkspaceId, person, null);
            Assert.Equal(may, await RunAsync(web, $"SELECT pulls.cancel({key.WorkspaceId}, {key.ConnectionId}, {number}, 'Mine now', NULL)"));
        }
        finally
        {
            await stage.RowsAsync("DELETE FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND number = $3", key.WorkspaceId, key.ConnectionId, number);
        }
    }

    /// <summary>A page that reads for somebody leaves nothing of them on the connection that goes back to the pool.</summary>
    [Fact]
    public async Task Nothing_stays_on_a_pooled_connection()
    {
        for (var i = 0; i < 5; i++)
        {
            await stage.Author.OpenAsync(stage.Author.Page(stage.Connections["Private"]));
            await using var scope = stage.Services.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            Assert.Empty(context.ConnectionTeams);
            await using var connection = await Web.OpenConnectionAsync(TestContext.Current.CancellationToken);
            Assert.Equal("", await RunAsync(connection, "SELECT coalesce(current_setting('app.workspace', true), '') || coalesce(current_setting('app.user', true), '') || coalesce(current_setting('app.connection', true), '')"));
        }
    }

    private string Way => stage.Services.GetRequiredService<BlinkSaaS.Web.Hosting.Database.DatabaseConnections>().Web;

    private async Task<List<string>> TablesAsync() => [.. (await stage.RowsAsync("""
        SELECT 'pulls.' || c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'connection_id' AND NOT a.attisdropped
        WHERE c.relnamespace = 'pulls'::regnamespace AND c.relkind IN ('r', 'p') AND has_column_privilege('blink_web', c.oid, a.attnum, 'SELECT')
        """)).Select(row => (string)row[0]!)];

    private async Task<long> CountAsync(string table, long? workspace, Guid? person, int? connectionId)
    {
        await using var connection = await Web.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await SetAsync(connection, workspace, person, connectionId);
        return (long)(await RunAsync(connection, $"SELECT count(*) FROM {table} WHERE connection_id = {connectionId ?? (await stage.KeyAsync(stage.Connections["Private"])).ConnectionId}"))!;
    }

    private static async Task SetAsync(NpgsqlConnection connection, long? workspace, Guid? person, int? connectionId)
    {
        await using var command = new NpgsqlCommand("SELECT set_config('app.workspace', $1, true), set_config('app.user', $2, true), set_config('app.connection', $3, true)", connection);
        foreach (var value in new object?[] { workspace, person, connectionId })
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value is null ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}") });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string statement)
    {
#pragma warning disable CA2100 // Statements of the tests.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
