using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ClickUpSimulator.Tests;

/// <summary>Webhooks: made, delivered with their signature, suspended.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task An_event_of_a_task_is_sent_signed_over_the_body()
    {
        await using var host = await Start.SimulatorAsync();
        using var receiver = new Receiver();
        var secret = await CreateAsync(host, receiver.Address);
        var task = host.World.Tasks.First();
        host.Mutate.UpdateTask(task.Id, "Renamed");
        host.Mutate.DeleteTask(task.Id);

        var (first, signature) = await receiver.NextAsync();
        Assert.Equal(("taskUpdated", task.Id), (first.GetProperty("event").GetString(), first.GetProperty("task_id").GetString()));
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(first.GetRawText()))), signature);
        Assert.Equal("taskDeleted", (await receiver.NextAsync()).Body.GetProperty("event").GetString());
    }

    [Fact]
    public async Task An_answer_of_gone_suspends_at_once_and_nobody_is_told()
    {
        await using var host = await Start.SimulatorAsync();
        using var receiver = new Receiver { Answer = HttpStatusCode.Gone };
        await CreateAsync(host, receiver.Address);
        host.Mutate.UpdateTask(host.World.Tasks.First().Id, "Renamed");
        await receiver.NextAsync();
        await Until(() => host.Webhooks.All[0].Status == "suspended");
        using var api = new ApiClient(host);
        var listed = await api.GetAsync($"v2/team/{host.World.Workspaces[0].Id}/webhook");
        Assert.Equal("suspended", listed.Items("webhooks")[0].GetProperty("health").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_failure_is_tried_again_and_counted()
    {
        await using var host = await Start.SimulatorAsync();
        using var receiver = new Receiver { Answer = HttpStatusCode.InternalServerError };
        await CreateAsync(host, receiver.Address);
        host.Mutate.UpdateTask(host.World.Tasks.First().Id, "Renamed");
        for (var i = 0; i < 5; i++)
            await receiver.NextAsync();
        await Until(() => host.Webhooks.All[0] is { Status: "failing", FailCount: 1 });
    }

    [Fact]
    public async Task One_address_twice_is_refused_and_others_webhooks_are_not_seen()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var team = host.World.Workspaces[0].Id;
        const string Body = "{\"endpoint\":\"http://127.0.0.1:9/a\",\"events\":[\"taskUpdated\"]}";
        var address = new Uri(host.BaseAddress, $"v2/team/{team}/webhook");
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync(address, Body)).Status);
        Assert.Equal("OAUTH_171", (await api.PostAsync(address, Body)).Code);
        Assert.Equal("INPUT_003", (await api.PostAsync(address, "{\"endpoint\":\"https://example.com/\",\"events\":\"*\"}")).Code);
        using var member = new ApiClient(host, host.Tokens.Member);
        Assert.Empty((await member.GetAsync($"v2/team/{team}/webhook")).Items("webhooks"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await member.DeleteAsync(new Uri(host.BaseAddress, $"v2/webhook/{host.Webhooks.All[0].Id}"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.DeleteAsync(new Uri(host.BaseAddress, $"v2/webhook/{host.Webhooks.All[0].Id}"))).Status);
        Assert.Empty(host.Webhooks.All);
    }

    private static async Task<string> CreateAsync(SimulatorHost host, Uri address)
    {
        using var api = new ApiClient(host);
        var made = await api.PostAsync(
            new Uri(host.BaseAddress, $"v2/team/{host.World.Workspaces[0].Id}/webhook"), $"{{\"endpoint\":\"{address}\",\"events\":[\"taskUpdated\",\"taskDeleted\"]}}");
        Assert.Equal(HttpStatusCode.OK, made.Status);
        return made.Body.GetProperty("webhook").GetProperty("secret").GetString()!;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    /// <summary>Where events are sent to.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly BlockingCollection<(JsonElement, string)> received = [];

        public Receiver()
        {
            for (var port = 20_000 + Random.Shared.Next(20_000); ; port++)
            {
                listener.Prefixes.Clear();
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                try
                {
                    listener.Start();
                    Address = new Uri($"http://127.0.0.1:{port}/events");
                    break;
                }
                catch (HttpListenerException)
                {
                    // Taken.
                }
            }

            _ = ListenAsync();
        }

        public Uri Address { get; }

        public HttpStatusCode Answer { get; init; } = HttpStatusCode.OK;

        public Task<(JsonElement Body, string Signature)> NextAsync() => Task.Run(() =>
            received.TryTake(out var one, TimeSpan.FromSeconds(60)) ? one : throw new TimeoutException("No event came."), TestContext.Current.CancellationToken);

        public void Dispose() => listener.Close();

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    using var document = await JsonDocument.ParseAsync(context.Request.InputStream);
                    received.Add((document.RootElement.Clone(), context.Request.Headers["X-Signature"] ?? ""));
                    context.Response.StatusCode = (int)Answer;
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }
}
