using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClickUpSimulator.Admin;

/// <summary>What tests and people steer the simulator with. Not counted, not limited, not part of ClickUp.</summary>
internal static class AdminEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public static void MapAdmin(this IEndpointRouteBuilder routes, Simulator simulator)
    {
        var admin = routes.MapGroup("/admin");
        MapReading(admin, simulator);
        MapSteering(admin, simulator);
        MapTokens(admin, simulator);
        routes.Map("/{**rest}", context => AnswerAsync(context, 404, new { error = "There is nothing here. ClickUp is played under /api/v2, the simulator is steered under /admin." }));
    }

    private static void MapReading(RouteGroupBuilder admin, Simulator simulator)
    {
        Handle(admin, "GET", "/world", _ => DescribeWorld(simulator));
        Handle(admin, "GET", "/truth", context => simulator.Truth.Of(context.Request.Query["token"].ToString()));
        Handle(admin, "GET", "/statistics", _ => simulator.Statistics.Read());
        Handle(admin, "GET", "/calls", _ => simulator.Statistics.Recent);
        Handle(admin, "POST", "/statistics/reset", _ =>
        {
            simulator.Statistics.Reset();
            return simulator.Statistics.Read();
        });
    }

    private static void MapSteering(RouteGroupBuilder admin, Simulator simulator)
    {
        Handle(admin, "GET", "/limits", _ => LimitRequest.Describe(simulator));
        HandleBody<LimitRequest>(admin, "/limits", request => request.Apply(simulator));
        HandleBody<SpendRequest>(admin, "/limits/spend", request => new { spent = simulator.Limits.Spend(request.Token, request.Calls) });
        Handle(admin, "GET", "/faults", _ => DescribeFaults(simulator));
        HandleBody<FaultRequest>(admin, "/faults", request =>
        {
            simulator.Faults.Add(request.ToFault());
            return DescribeFaults(simulator);
        });
        Handle(admin, "DELETE", "/faults", context =>
        {
            if (context.Request.Query["token"].ToString() is { Length: > 0 } token)
                simulator.Faults.Clear(token);
            else
                simulator.Faults.Clear();
            return DescribeFaults(simulator);
        });
        Handle(admin, "GET", "/modes", _ => simulator.Modes);
        // The modes as a whole: what is left out goes back to its default.
        HandleBody<Modes>(admin, "/modes", modes => simulator.Modes = modes);
        HandleBody<LatencyRequest>(admin, "/latency", request =>
        {
            simulator.Latency.RoundTrip = TimeSpan.FromMilliseconds(request.Milliseconds);
            return request;
        });
        Handle(admin, "GET", "/webhooks", _ => DescribeWebhooks(simulator));
        HandleBody<WebhookRequest>(admin, "/webhooks", request =>
        {
            request.Apply(simulator);
            return DescribeWebhooks(simulator);
        });
        HandleBody<MutationRequest>(admin, "/mutations", request => request.Apply(simulator.Mutate));
    }

    private static void MapTokens(RouteGroupBuilder admin, Simulator simulator)
    {
        Handle(admin, "GET", "/tokens", _ => DescribeTokens(simulator));
        HandleBody<TokenRequest>(admin, "/tokens", request =>
        {
            request.Apply(simulator);
            return DescribeTokens(simulator);
        });
        HandleBody<AnotherTokenRequest>(admin, "/tokens/another", request => Describe(simulator.Tokens.Another(request.Of)));
    }

    private static object DescribeWorld(Simulator simulator)
    {
        lock (simulator.World.Gate)
        {
            var workspaces = simulator.World.WorkspaceList.Select(workspace => new
            {
                workspace.Id,
                workspace.Name,
                Members = workspace.Members.Count,
                Spaces = workspace.SpaceList.Count,
                Folders = workspace.SpaceList.Sum(space => space.FolderList.Count(folder => !folder.Deleted)),
                Lists = workspace.SpaceList.Sum(space => space.AllLists.Count(list => !list.Deleted)),
                Tasks = workspace.TaskList.Count,
            }).ToList();
            return new { simulator.World.Options, workspaces };
        }
    }

    private static object DescribeFaults(Simulator simulator) => new { simulator.Faults.Hits, simulator.Faults.Active };

    private static object DescribeWebhooks(Simulator simulator) => new
    {
        simulator.Deliveries!.Delivered,
        simulator.Deliveries.Drop,
        webhooks = simulator.Webhooks.All.Select(hook => new { hook.Id, WorkspaceId = hook.Workspace.Id, hook.Endpoint, hook.Events, hook.Status, hook.FailCount }),
    };

    private static List<TokenView> DescribeTokens(Simulator simulator) =>
        [.. simulator.Tokens.All.Select(Describe)];

    private static TokenView Describe(Sight.AccessToken token) => new(token.Name, token.Secret, token.User.Id, token.IsRevoked);

    private static void Handle(RouteGroupBuilder admin, string method, string path, Func<HttpContext, object> answer)
    {
        Task AnswerAsync(HttpContext context) => TryAsync(context, () => Task.FromResult(answer(context)));
        admin.MapMethods(path, [method], (RequestDelegate)AnswerAsync);
    }

    private static void HandleBody<T>(RouteGroupBuilder admin, string path, Func<T, object> answer)
        where T : class
    {
        Task AnswerAsync(HttpContext context) => TryAsync(context, async () => answer(await ReadAsync<T>(context)));
        admin.MapPost(path, (RequestDelegate)AnswerAsync);
    }

    private static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class =>
        await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted)
            ?? throw new ArgumentException("The body is null. Send a JSON object.");

    private static async Task TryAsync(HttpContext context, Func<Task<object>> work)
    {
        try
        {
            await AnswerAsync(context, 200, await work());
        }
        catch (Exception mistake) when (mistake is ArgumentException or JsonException or KeyNotFoundException or OverflowException)
        {
            await AnswerAsync(context, 400, new { error = mistake.Message });
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, object body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private sealed record TokenView(string Name, string Token, int UserId, bool Revoked);
}
