using System.Text.Json;
using ClickUpSimulator.Endpoints;
using ClickUpSimulator.Sight;

namespace ClickUpSimulator.Http;

internal static class ApiRoutes
{
    /// <summary>One line for each group; a new group gets a file in Endpoints and its line here.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes, Simulator simulator)
    {
        var api = new ApiRouteBuilder(routes.MapGroup("/api/v2"), simulator);
        UserEndpoints.Map(api);
        WorkspaceEndpoints.Map(api);
        SpaceEndpoints.Map(api);
        FolderEndpoints.Map(api);
        ListEndpoints.Map(api);
        TaskEndpoints.Map(api);
        SideEndpoints.Map(api);
        DiscussionEndpoints.Map(api);
        TimeEntryEndpoints.Map(api);
        WebhookEndpoints.Map(api);
        DocEndpoints.Map(new ApiRouteBuilder(routes.MapGroup("/api/v3"), simulator));
        routes.Map("/api/{**rest}", context => ((Reply)ApiError.RouteNotFound).SendAsync(context.Response, context.RequestAborted));
    }
}

internal sealed class ApiRouteBuilder(IEndpointRouteBuilder group, Simulator simulator)
{
    /// <summary>The answer is put together under the world's lock and sent outside of it.</summary>
    public void Get(string path, Func<ApiCall, Reply> answer) => group.MapGet(path, context =>
    {
        var call = new ApiCall(simulator, context, (AccessToken)context.Items[ApiCall.TokenKey]!);
        Reply reply;
        lock (simulator.World.Gate)
            reply = answer(call);
        return reply.SendAsync(context.Response, context.RequestAborted);
    });

    /// <summary>The same for a call with a body: JSON, or nothing.</summary>
    public void Send(string method, string path, Func<ApiCall, JsonElement, Reply> answer) => group.MapMethods(path, [method], (RequestDelegate)(async context =>
    {
        var call = new ApiCall(simulator, context, (AccessToken)context.Items[ApiCall.TokenKey]!);
        Reply reply = await BodyAsync(context) is { } body ? Answer(body) : ApiError.BadParameter("body");
        await reply.SendAsync(context.Response, context.RequestAborted);

        Reply Answer(JsonElement body)
        {
            lock (simulator.World.Gate)
                return answer(call, body);
        }
    }));

    private static async Task<JsonElement?> BodyAsync(HttpContext context)
    {
        using var text = new MemoryStream();
        await context.Request.Body.CopyToAsync(text, context.RequestAborted);
        if (text.Length == 0)
            return default(JsonElement);
        try
        {
            using var document = JsonDocument.Parse(text.ToArray());
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
