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
}
