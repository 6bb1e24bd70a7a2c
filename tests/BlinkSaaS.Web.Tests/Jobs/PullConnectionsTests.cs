using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Features.Demo;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Jobs;

/// <summary>Which connections the engine is given, and with what.</summary>
public sealed class PullConnectionsTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    private IPullConnections Connections => host.Services.GetRequiredService<IPullConnections>();

    [Fact]
    public async Task A_connection_is_opened_with_its_own_token()
    {
        var (_, key) = await ConnectedAsync();
        var opened = await Connections.OpenAsync(key, TestContext.Current.CancellationToken);

        Assert.Equal("clickup", opened!.Credentials.SourceKey);
        Assert.Equal(host.ClickUp.Tokens.Owner, opened.Credentials.Secrets["apiToken"]);
        Assert.Equal(100, opened.RateLimit.Permits);
    }

    [Fact]
    public async Task Connections_with_one_token_share_a_budget_and_others_do_not()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var keys = new List<string>();
        foreach (var (name, token) in new[] { ("One", host.ClickUp.Tokens.Owner), ("Two", host.ClickUp.Tokens.Owner), ("Three", host.ClickUp.Tokens.Member) })
            keys.Add((await Connections.OpenAsync(await host.KeyAsync(await actor.ConnectAsync(name, token)), TestContext.Current.CancellationToken))!.BudgetKey);

        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
        Assert.DoesNotContain(keys, key => key.Contains(host.ClickUp.Tokens.Owner, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_one_and_one_that_never_was_are_not_opened()
    {
        var (id, key) = await ConnectedAsync();
        await host.RowsAsync("UPDATE connections SET deleted_at = now() WHERE public_id = $1", id);
        Assert.Null(await Connections.OpenAsync(key, TestContext.Current.CancellationToken));
        Assert.Null(await Connections.OpenAsync(key with { ConnectionId = int.MaxValue }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_number_of_another_workspace_does_not_open_a_connection()
    {
        var (_, key) = await ConnectedAsync();
        Assert.Null(await Connections.OpenAsync(key with { WorkspaceId = (await host.PlaceAsync()).Id }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_demo_connection_is_pulled_only_while_the_simulator_of_the_demo_runs()
    {
        var (id, key) = await ConnectedAsync();
        await host.RowsAsync("UPDATE workspaces SET is_demo = true WHERE id = $1", key.WorkspaceId);
        var calls = host.ClickUp.Statistics.Calls;
        Assert.Null(await Connections.OpenAsync(key, TestContext.Current.CancellationToken));
        await host.PullAsync(id);
        Assert.Equal(calls, host.ClickUp.Statistics.Calls);

        var demo = host.Services.GetRequiredService<DemoState>();
        demo.Tokens = new Dictionary<string, string> { ["owner"] = host.ClickUp.Tokens.Owner };
        try
        {
            Assert.NotNull(await Connections.OpenAsync(key, TestContext.Current.CancellationToken));
        }
        finally
        {
            demo.Tokens = new Dictionary<string, string>();
        }
    }

    [Fact]
    public async Task A_secret_copied_to_another_connection_is_not_read_there()
    {
        var (id, _) = await ConnectedAsync();
        var (other, key) = await ConnectedAsync();
        await host.RowsAsync("UPDATE connections SET secrets = (SELECT secrets FROM connections WHERE public_id = $1) WHERE public_id = $2", id, other);
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(() => Connections.OpenAsync(key, TestContext.Current.CancellationToken));
    }

    private async Task<(string Id, ConnectionKey Key)> ConnectedAsync()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        return (id, await host.KeyAsync(id));
    }
}
