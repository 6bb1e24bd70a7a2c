using BlinkSaaS.TestDatabase;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Hosting.Secrets;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Hosting;

/// <summary>The four roles, and what each of them is refused by the database itself.</summary>
public sealed class DatabaseRolesTests(TestDatabase.TestDatabase database) : IClassFixture<TestDatabase.TestDatabase>
{
    private const string OtherKey = "YW5vdGhlciBpbnN0YW5jZSdzIGtleSwgYWxzbyBvZiBubyB1c2U=";

    [Fact]
    public async Task No_role_is_mightier_than_it_has_to_be()
    {
        var might = await ServerFolder.AskAsync(database.Admin, """
            SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles
            WHERE rolname LIKE 'blink\_%' AND rolname <> 'blink_admin' AND rolcanlogin AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)
            """);
        Assert.Equal("blink_engine,blink_maintenance,blink_owner,blink_web", might);

        foreach (var (name, way) in Ways())
            Assert.Equal(name, await ServerFolder.AskAsync(way, "SELECT current_user::text"));
        Assert.Equal(0L, await ServerFolder.AskAsync(database.Admin, "SELECT count(*) FROM pg_auth_members WHERE member IN ('blink_web'::regrole, 'blink_engine'::regrole, 'blink_maintenance'::regrole)"));
    }

    [Fact]
    public async Task The_role_of_the_pages_owns_nothing() =>
        Assert.Equal(0L, await ServerFolder.AskAsync(database.Connections.Web, "SELECT (SELECT count(*) FROM pg_class WHERE relowner = 'blink_web'::regrole) + (SELECT count(*) FROM pg_namespace WHERE nspowner = 'blink_web'::regrole)"));

    [Theory]
    [InlineData("INSERT INTO pulls.records (workspace_id, connection_id, stream_id, ordinal, valid_from, key, hash, cells) VALUES (1, 1, 1, 1, now(), 'k', gen_random_uuid(), '[]')")]
    [InlineData("UPDATE pulls.records SET cells = '[]'")]
    [InlineData("DELETE FROM pulls.records")]
    [InlineData("DELETE FROM pulls.record_bodies")]
    [InlineData("UPDATE pulls.schedules SET fence = fence + 1")]
    [InlineData("UPDATE pulls.schedules SET lease_until = now()")]
    [InlineData("UPDATE pulls.pulls SET calls = 0")]
    [InlineData("UPDATE pulls.stream_partitions SET checkpoint = NULL")]
    [InlineData("CREATE TABLE public.mine (n int)")]
    [InlineData("CREATE TABLE pulls.mine (n int)")]
    [InlineData("CREATE TABLE hangfire.mine (n int)")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("ALTER TABLE connections ADD COLUMN mine int")]
    [InlineData("ALTER TABLE connections DISABLE ROW LEVEL SECURITY")]
    [InlineData("DROP TABLE connections")]
    [InlineData("TRUNCATE connections")]
    [InlineData("SET ROLE blink_owner")]
    [InlineData("SET ROLE blink_engine")]
    [InlineData("SELECT rolpassword FROM pg_authid")]
    [InlineData("CREATE ROLE mine")]
    [InlineData("COPY workspaces TO PROGRAM 'cat'")]
    public Task The_pages_are_refused(string statement) => AssertRefusedAsync(database.Connections.Web, statement);

    [Fact]
    public async Task The_engine_reads_credentials_and_nothing_of_people()
    {
        // It receives webhooks and keeps them alive, so it writes what it knows of them, and nothing else of the pages.
        string[] webhooks = [.. new[] { "workspace_id", "connection_id", "address", "is_on", "subscriptions", "number", "problem", "checked_at", "next_check_at", "last_event_at" }.Select(column => $"connection_webhooks.{column}")];
        var granted = new[] { "connections.workspace_id", "connections.id", "connections.source_key", "connections.settings", "connections.secrets", "connections.budget_key", "connections.public_id", "connections.deleted_at", "connections.purge_at", "connections.plugin_version", "connections.offered_version", "connections.offer", "connections.offered_at", "workspaces.deleted_at", "workspaces.id", "workspaces.is_demo" };
        var readable = await ServerFolder.AskAsync(database.Admin, """
            SELECT array_agg(c.relname || '.' || a.attname ORDER BY c.relname || '.' || a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND has_column_privilege('blink_engine', c.oid, a.attnum, 'SELECT')
            """);
        Assert.Equal(granted.Concat(webhooks).Order(StringComparer.Ordinal), ((string[])readable!).Order(StringComparer.Ordinal));
        Assert.Equal(0L, await ServerFolder.AskAsync(database.Admin, """
            SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND (has_any_column_privilege('blink_engine', c.oid, CASE c.relname WHEN 'connection_webhooks' THEN 'INSERT' ELSE 'INSERT, UPDATE' END) OR has_table_privilege('blink_engine', c.oid, 'DELETE, TRUNCATE'))
            """));
    }

    [Theory]
    [InlineData("SELECT email FROM \"AspNetUsers\"")]
    [InlineData("SELECT * FROM members")]
    [InlineData("SELECT * FROM teams")]
    [InlineData("SELECT * FROM team_members")]
    [InlineData("SELECT * FROM connection_drafts")]
    [InlineData("SELECT * FROM dev_mails")]
    [InlineData("SELECT * FROM data_protection_keys")]
    [InlineData("SELECT * FROM instance_values")]
    [InlineData("SELECT name FROM connections")]
    [InlineData("SELECT owner_id FROM connections")]
    [InlineData("UPDATE connections SET secrets = ''")]
    [InlineData("CREATE TABLE public.mine (n int)")]
    [InlineData("SET ROLE blink_owner")]
    [InlineData("SET ROLE blink_web")]
    public Task The_engine_is_refused(string statement) => AssertRefusedAsync(database.Connections.Engine, statement);

    [Theory]
    [InlineData("SELECT password_hash FROM \"AspNetUsers\"")]
    [InlineData("SELECT security_stamp FROM \"AspNetUsers\"")]
    [InlineData("UPDATE \"AspNetUsers\" SET password_hash = ''")]
    [InlineData("SELECT * FROM \"AspNetUserTokens\"")]
    [InlineData("SELECT * FROM data_protection_keys")]
    [InlineData("SELECT * FROM instance_values")]
    [InlineData("SELECT * FROM pulls.records")]
    [InlineData("SELECT * FROM pulls.record_bodies")]
    [InlineData("SELECT * FROM hangfire.job")]
    [InlineData("CREATE TABLE public.mine (n int)")]
    [InlineData("SET ROLE blink_owner")]
    [InlineData("SET ROLE blink_engine")]
    public Task Maintenance_is_refused(string statement) => AssertRefusedAsync(database.Connections.Maintenance, statement);

    [Fact]
    public async Task Another_key_on_the_same_server_is_refused_and_changes_no_password()
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => new DatabaseRoles(InstanceKey.Parse(OtherKey)).ProvisionAsync(database.Admin, TestContext.Current.CancellationToken));

        Assert.Contains("another Secrets:Key", refusal.Message, StringComparison.Ordinal);
        foreach (var (name, way) in Ways())
            Assert.Equal(name, await ServerFolder.AskAsync(way, "SELECT current_user::text"));
    }

    [Fact]
    public async Task A_user_that_may_not_make_roles_is_told_what_to_set()
    {
        var weak = $"weak_{Guid.NewGuid():n}";
        await ServerFolder.AskAsync(database.Admin, $"CREATE ROLE {weak} LOGIN PASSWORD 'weak'; GRANT CONNECT ON DATABASE {database.Name} TO {weak}");
        try
        {
            var admin = new NpgsqlConnectionStringBuilder(database.Admin) { Username = weak, Password = "weak" }.ConnectionString;
            var refusal = await Assert.ThrowsAsync<StartupException>(() => ProvisionAsync(admin));
            Assert.Contains("may not create roles", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("ConnectionStrings:BlinkSaaSOwner", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            await ServerFolder.AskAsync(database.Admin, $"REVOKE ALL ON DATABASE {database.Name} FROM {weak}; DROP ROLE {weak}");
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_and_a_wrong_password_are_told_without_the_password()
    {
        const string password = "a password that nobody may read in a log";
        foreach (var admin in new[] { new NpgsqlConnectionStringBuilder(database.Admin) { Port = 1, Password = password }, new NpgsqlConnectionStringBuilder(database.Admin) { Password = password } })
        {
            var refusal = await Assert.ThrowsAsync<StartupException>(() => ProvisionAsync(admin.ConnectionString));
            Assert.Contains("ConnectionStrings:BlinkSaaS", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(password, refusal.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hosts_of_several_databases_that_start_at_the_same_moment_all_get_their_roles()
    {
        var server = await TestServer.Instance;
        var names = Enumerable.Range(0, 4).Select(_ => $"test_{Guid.NewGuid():n}").ToList();
        foreach (var name in names)
            await DatabaseStart.CreateDatabaseAsync(server.Admin("postgres"), name, TestContext.Current.CancellationToken);
        try
        {
            for (var round = 0; round < 5; round++)
                await Task.WhenAll(names.Concat(names).Select(name => ProvisionAsync(server.Admin(name))));
        }
        finally
        {
            foreach (var name in names)
                await server.DropAsync(name);
        }
    }

    private static Task<DatabaseConnections> ProvisionAsync(string admin) =>
        new DatabaseRoles(InstanceKey.Parse(TestServer.Key)).ProvisionAsync(admin, TestContext.Current.CancellationToken);

    private (string Name, string Way)[] Ways() => [("blink_owner", database.Connections.Owner), ("blink_web", database.Connections.Web), ("blink_engine", database.Connections.Engine), ("blink_maintenance", database.Connections.Maintenance)];

    private static async Task AssertRefusedAsync(string way, string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ServerFolder.AskAsync(way, statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
