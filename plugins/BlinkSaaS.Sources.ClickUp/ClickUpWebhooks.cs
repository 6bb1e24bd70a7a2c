using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// A webhook for each ClickUp Workspace, for events of tasks. ClickUp suspends one whose events fail a hundred times, or once
/// where the answer is 410, and tells nobody: it is removed and made anew. ClickUp lists to a token only what it made itself.
/// </summary>
internal sealed class ClickUpWebhooks(ISourceContext context)
{
    private static readonly string[] Events = ["taskCreated", "taskUpdated", "taskDeleted", "taskMoved", "taskStatusUpdated", "taskAssigneeUpdated", "taskDueDateUpdated", "taskPriorityUpdated", "taskTagUpdated"];

    private readonly ClickUpApi _api = new(context.Http);

    public async Task<IReadOnlyList<WebhookSubscription>> SubscribeAsync(Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken)
    {
        var workspaces = await Hierarchy.Of(context).WorkspacesAsync(cancellationToken);
        var subscriptions = new List<WebhookSubscription>();
        foreach (var workspace in workspaces)
        {
            if (await SubscribeAsync(workspace, address, known, cancellationToken) is { } subscription)
                subscriptions.Add(subscription);
        }

        return subscriptions.Count > 0 ? subscriptions : throw new AccessDeniedException(
            "ClickUp lets this token make no webhooks: it belongs to a guest, or sees no ClickUp Workspace. Use the token of a member, or leave webhooks off; pulls go on by the clock.");
    }

    public async Task UnsubscribeAsync(Uri address, CancellationToken cancellationToken)
    {
        foreach (var workspace in await Hierarchy.Of(context).WorkspacesAsync(cancellationToken))
        {
            foreach (var hook in await OwnAsync(workspace, address, cancellationToken) ?? [])
                await _api.DeleteAsync($"v2/webhook/{Uri.EscapeDataString(hook.Id)}", cancellationToken);
        }
    }

    /// <summary>What an event is about.</summary>
    public static WebhookWork Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var (name, task) = (document.RootElement.Text("event"), document.RootElement.Text("task_id"));
            return name is null || !name.StartsWith("task", StringComparison.Ordinal) ? WebhookWork.None
                : name != "taskDeleted" ? new WebhookWork { Changed = ["tasks"] }
                : task is { Length: > 0 and <= 100 } ? new WebhookWork { Gone = [new WebhookKey("tasks", [task])] } : WebhookWork.None;
        }
        catch (JsonException)
        {
            return WebhookWork.None;
        }
    }

    /// <summary>Null where the token may make none in this ClickUp Workspace.</summary>
    private async Task<WebhookSubscription?> SubscribeAsync(Workspace workspace, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken)
    {
        if (await OwnAsync(workspace, address, cancellationToken) is not { } there)
            return null;
        var good = there.FirstOrDefault(hook => hook.Status != "suspended" && (hook.Secret is not null || known.Any(one => one.Id == hook.Id)));
        foreach (var hook in there.Where(hook => hook != good))
            await _api.DeleteAsync($"v2/webhook/{Uri.EscapeDataString(hook.Id)}", cancellationToken);
        if (good is not null)
            return new WebhookSubscription(good.Id, workspace.Id, known.Any(one => one.Id == good.Id) ? null : good.Secret);

        using var made = await _api.PostAsync($"v2/team/{workspace.Id}/webhook", json =>
        {
            json.WriteStartObject();
            json.WriteString("endpoint", address.AbsoluteUri);
            json.WriteStartArray("events");
            foreach (var name in Events)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }, cancellationToken);
        if (made is null)
            return null;
        return Hook.Of(made.Root.At("webhook")) is { Secret: { } secret } fresh ? new WebhookSubscription(fresh.Id, workspace.Id, secret) : throw ClickUpErrors.Unreadable();
    }

    private async Task<IReadOnlyList<Hook>?> OwnAsync(Workspace workspace, Uri address, CancellationToken cancellationToken)
    {
        using var answer = await _api.FindAsync($"v2/team/{workspace.Id}/webhook", cancellationToken);
        return answer is null ? null : [.. answer.Rows("webhooks").EnumerateArray().Where(raw => raw.Text("endpoint") == address.AbsoluteUri).Select(Hook.Of).OfType<Hook>()];
    }

    private sealed record Hook(string Id, string? Status, string? Secret)
    {
        public static Hook? Of(JsonElement raw) => raw.Text("id") is { } id ? new Hook(id, raw.Text("health", "status"), raw.Text("secret")) : null;
    }
}
