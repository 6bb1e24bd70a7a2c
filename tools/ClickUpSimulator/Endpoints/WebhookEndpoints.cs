using System.Text.Json;
using ClickUpSimulator.Hooks;
using ClickUpSimulator.Http;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

/// <summary>Webhooks: a token lists, changes and removes those it made itself.</summary>
internal static class WebhookEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/team/{team}/webhook", All);
        api.Send("POST", "/team/{team}/webhook", Create);
        api.Send("PUT", "/webhook/{webhook}", Update);
        api.Send("DELETE", "/webhook/{webhook}", (call, _) => Delete(call));
    }

    private static Reply All(ApiCall call) => call.Find(out ClickUpWorkspace workspace) is { } refusal
        ? refusal
        : Reply.Array("webhooks", call.Simulator.Webhooks.Of(workspace).Where(hook => hook.Token == call.Token), Write);

    private static Reply Create(ApiCall call, JsonElement body)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        if (Endpoint(body) is not { } endpoint)
            return ApiError.BadParameter("endpoint");
        if (Events(body) is not { } events)
            return ApiError.BadParameter("events");
        if (call.Simulator.Webhooks.Of(workspace).Any(hook => hook.Token == call.Token && hook.Endpoint == endpoint))
            return ApiError.WebhookExists;
        return One(call.Simulator.Webhooks.Add(call.Token, workspace, endpoint, events));
    }

    private static Reply Update(ApiCall call, JsonElement body)
    {
        if (Own(call) is not { } hook)
            return ApiError.TeamNotAuthorized;
        if (Endpoint(body) is not { } endpoint || Events(body) is not { } events || !body.TryGetProperty("status", out var status))
            return ApiError.BadParameter("endpoint, events and status");
        (hook.Endpoint, hook.Events, hook.Status, hook.FailCount) = (endpoint, events, status.GetString() ?? "active", 0);
        return One(hook);
    }

    private static Reply Delete(ApiCall call)
    {
        if (Own(call) is not { } hook)
            return ApiError.TeamNotAuthorized;
        call.Simulator.Webhooks.Remove(hook);
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
    }

    private static Webhook? Own(ApiCall call) => call.Simulator.Webhooks.Find(call.Route("webhook")) is { } hook && hook.Token == call.Token ? hook : null;

    /// <summary>Loopback alone: nothing of this simulator leaves the machine.</summary>
    private static Uri? Endpoint(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("endpoint", out var endpoint) && endpoint.ValueKind == JsonValueKind.String
        && Uri.TryCreate(endpoint.GetString(), UriKind.Absolute, out var address) && address.IsLoopback ? address : null;

    private static List<string>? Events(JsonElement body) => !body.TryGetProperty("events", out var events) ? null
        : events.ValueKind == JsonValueKind.String ? [events.GetString()!]
        : events.ValueKind == JsonValueKind.Array ? [.. events.EnumerateArray().Select(name => name.GetString() ?? "")] : null;

    private static Reply One(Webhook hook) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", hook.Id);
        json.WritePropertyName("webhook");
        Write(json, hook);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, Webhook hook)
    {
        json.WriteStartObject();
        json.WriteString("id", hook.Id);
        json.WriteNumber("userid", hook.Token.User.Id);
        json.WriteNumber("team_id", long.Parse(hook.Workspace.Id, System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("endpoint", hook.Endpoint.OriginalString);
        json.WriteString("client_id", "SIMULATED");
        json.WriteStartArray("events");
        foreach (var name in hook.Events)
            json.WriteStringValue(name);
        json.WriteEndArray();
        foreach (var scope in (string[])["task_id", "list_id", "folder_id", "space_id"])
            json.WriteNull(scope);
        json.WriteStartObject("health");
        json.WriteString("status", hook.Status);
        json.WriteNumber("fail_count", hook.FailCount);
        json.WriteEndObject();
        json.WriteString("secret", hook.Secret);
        json.WriteEndObject();
    }
}
