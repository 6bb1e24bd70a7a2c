using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Hooks;

/// <summary>
/// Sends events as ClickUp does: signed, five tries, seven seconds each; a hundred events that failed suspend the webhook, and
/// an answer of 410 does at once.
/// </summary>
public sealed class WebhookDeliveries : IAsyncDisposable
{
    private const int Tries = 5;
    private const int FailuresToSuspension = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly World world;
    private readonly Webhooks webhooks;
    private readonly Channel<(Webhook Hook, byte[] Body)> waiting = Channel.CreateUnbounded<(Webhook, byte[])>();
    private readonly CancellationTokenSource over = new();
    private readonly Task sending;
#pragma warning disable RS0030 // One client for the life of the simulator.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Patience };
#pragma warning restore RS0030
    private int delivered;

    internal WebhookDeliveries(World world, Webhooks webhooks)
    {
        (this.world, this.webhooks) = (world, webhooks);
        world.Happened += Queue;
        sending = Task.Run(SendAsync);
    }

    /// <summary>Events that were answered with success.</summary>
    public int Delivered => Volatile.Read(ref delivered);

    /// <summary>Events get lost on the way while this holds, as they do when ClickUp has given up on them.</summary>
    public bool Drop { get; set; }

    public async ValueTask DisposeAsync()
    {
        world.Happened -= Queue;
        waiting.Writer.TryComplete();
        await over.CancelAsync();
        await sending;
        http.Dispose();
        over.Dispose();
    }

    /// <summary>Called under the world's lock.</summary>
    private void Queue(string name, WorkTask task)
    {
        if (Drop)
            return;
        foreach (var hook in webhooks.Of(task.List.Space.Workspace).Where(hook => hook.Status != "suspended" && hook.Wants(name) && hook.Token.Sees(task.List)))
        {
            waiting.Writer.TryWrite((hook, JsonBytes.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("event", name);
                json.WriteStartArray("history_items");
                json.WriteEndArray();
                json.WriteString("task_id", task.Id);
                json.WriteString("team_id", hook.Workspace.Id);
                json.WriteString("webhook_id", hook.Id);
                json.WriteEndObject();
            })));
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var (hook, body) in waiting.Reader.ReadAllAsync(over.Token))
                await DeliverAsync(hook, body);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The simulator ends.
        }
    }

    private async Task DeliverAsync(Webhook hook, byte[] body)
    {
        for (var attempt = 1; attempt <= Tries && hook.Status != "suspended"; attempt++)
        {
            switch (await TryAsync(hook, body))
            {
                case HttpStatusCode.Gone:
                    Note(hook, () => hook.Status = "suspended");
                    return;
                case { } status when (int)status is >= 200 and < 300:
                    Interlocked.Increment(ref delivered);
                    Note(hook, () => (hook.Status, hook.FailCount) = ("active", 0));
                    return;
                default:
                    await Task.Delay(Pause, TimeProvider.System, over.Token);
                    break;
            }
        }

        Note(hook, () =>
        {
            hook.FailCount++;
            hook.Status = hook.FailCount >= FailuresToSuspension ? "suspended" : "failing";
        });
    }

    private async Task<HttpStatusCode?> TryAsync(Webhook hook, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(hook.Secret), body)));
        try
        {
            using var response = await http.SendAsync(request, over.Token);
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !over.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Note(Webhook hook, Action change)
    {
        lock (world.Gate)
        {
            if (webhooks.Find(hook.Id) is not null)
                change();
        }
    }
}
