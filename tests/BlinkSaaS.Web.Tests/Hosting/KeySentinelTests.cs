using BlinkSaaS.TestDatabase;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Hosting.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BlinkSaaS.Web.Tests.Hosting;

/// <summary>A wrong or lost key is noticed at start, before anything is written.</summary>
public sealed class KeySentinelTests : IAsyncLifetime
{
    private const string OtherKey = "YW5vdGhlciBpbnN0YW5jZSdzIGtleSwgYWxzbyBvZiBubyB1c2U=";
    private const string State = """
        SELECT concat_ws('|', (SELECT string_agg(name || encode(value, 'hex'), ',' ORDER BY name) FROM instance_values),
          (SELECT string_agg(migration_id, ',' ORDER BY migration_id) FROM "__EFMigrationsHistory"),
          (SELECT string_agg(id || xml, ',' ORDER BY id) FROM data_protection_keys),
          (SELECT count(*) FROM information_schema.tables))
        """;

    private readonly TestDatabase.TestDatabase _database = new();

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_right_key_starts_again_and_changes_nothing()
    {
        var before = await StateAsync();
        await StartAsync(TestServer.Key);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Another_key_refuses_to_start_and_changes_nothing()
    {
        var before = await StateAsync();
        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(OtherKey));

        Assert.Contains("not the key that this database was made with", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync());
        await StartAsync(TestServer.Key);
    }

    [Fact]
    public async Task Another_key_does_not_even_migrate()
    {
        await using (var owner = AppDbContextFactory.Create(_database.Connections.Owner))
            await owner.GetService<IMigrator>().MigrateAsync(owner.Database.GetMigrations().First(), TestContext.Current.CancellationToken);
        var before = await StateAsync();

        await Assert.ThrowsAsync<StartupException>(() => StartAsync(OtherKey));
        Assert.Equal(before, await StateAsync());

        await StartAsync(TestServer.Key);
        Assert.NotEqual(before, await StateAsync());
    }

    [Fact]
    public async Task Keys_without_a_sentinel_refuse_to_start()
    {
        await ServerFolder.AskAsync(_database.Connections.Owner, "DELETE FROM instance_values; INSERT INTO data_protection_keys (friendly_name, xml) VALUES ('key-1', '<key/>')");
        var before = await StateAsync();
        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(TestServer.Key));

        Assert.Contains("no sentinel", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync());
    }

    private Task StartAsync(string key) => DatabaseStart.MigrateAsync(_database.Connections, InstanceKey.Parse(key), TestContext.Current.CancellationToken);

    private async Task<string> StateAsync() => (string)(await ServerFolder.AskAsync(_database.Connections.Owner, State))!;
}
