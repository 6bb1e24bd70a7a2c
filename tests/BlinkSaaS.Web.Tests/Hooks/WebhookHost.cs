extern alias simulator;

using System.Net;
using System.Security.Cryptography;
using System.Text;
using BlinkSaaS.Web.Features.Hooks;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using simulator::ClickUpSimulator.Hooks;

namespace BlinkSaaS.Web.Tests.Hooks;

/// <summary>A host with a public address. Events are carried by the tests: this host listens on no port.</summary>
public sealed class WebhookHost : ConnectionHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PublicUrl", "http://127.0.0.1:9");
    }

    protected override Task PrepareAsync()
    {
        ClickUp.Deliveries.Drop = true;
        return Task.CompletedTask;
    }

    /// <summary>The webhooks that the simulator has for a connection.</summary>
    public async Task<IReadOnlyList<Webhook>> HooksAsync(string connection)
    {
        var address = await RowsAsync("SELECT w.address FROM connection_webhooks w JOIN connections c ON (c.workspace_id, c.id) = (w.workspace_id, w.connection_id) WHERE c.public_id = $1", connection);
        return address.Count == 0 ? [] : [.. ClickUp.Webhooks.All.Where(hook => hook.Endpoint.AbsolutePath == $"/hooks/clickup/{address[0][0]}")];
    }

    /// <summary>Carries an event to where the webhook points, signed with its secret.</summary>
    public Task<HttpStatusCode> DeliverAsync(Webhook hook, string name, string task) =>
        SendAsync(hook.Endpoint.AbsolutePath, $"{{\"event\":\"{name}\",\"task_id\":\"{task}\",\"webhook_id\":\"{hook.Id}\"}}", hook.Secret);

    public async Task<HttpStatusCode> SendAsync(string path, string body, string secret)
    {
        using var client = CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.StatusCode;
    }

    /// <summary>The job that looks after a connection's webhooks, or after all that are due.</summary>
    public async Task KeepAsync(string? connection)
    {
        await using var scope = Services.CreateAsyncScope();
        var keep = scope.ServiceProvider.GetRequiredService<KeepWebhooks>();
        if (connection is null)
        {
            await keep.DueAsync(TestContext.Current.CancellationToken);
            return;
        }

        var key = await KeyAsync(connection);
        await keep.RunAsync(key.WorkspaceId, key.ConnectionId, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs the pull that waits, without its pause.</summary>
    public async Task PullSoonAsync(string connection)
    {
        var key = await KeyAsync(connection);
        await RowsAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        await PullAsync(connection);
    }

    public async Task<List<object?[]>> PullsAsync(string connection)
    {
        var key = await KeyAsync(connection);
        return await RowsAsync("SELECT number, trigger, state, calls, changed, deleted FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 ORDER BY number", key.WorkspaceId, key.ConnectionId);
    }
}
