using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

/// <summary>ClickUp Workspaces, which the API calls teams, with their members, plan and what is shared with the caller.</summary>
internal static class WorkspaceEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/team", Workspaces);
        api.Get("/team/{team}/plan", Plan);
        api.Get("/team/{team}/shared", Shared);
    }

    private static Reply Workspaces(ApiCall call) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("teams");
        foreach (var workspace in call.World.WorkspaceList.Where(call.Token.Sees))
            json.WriteWorkspace(workspace);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The plan that goes with the token's limit, so that a reader may go by either.</summary>
    private static Reply Plan(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace _) is { } refusal)
            return refusal;
        var (name, id) = call.Simulator.Limits.LimiterOf(call.Token).Settings.Limit switch
        {
            >= 10_000 => ("Enterprise", 4),
            >= 1_000 => ("Business Plus", 5),
            _ => ("Business", 3),
        };
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("plan_name", name);
            json.WriteNumber("plan_id", id);
            json.WriteEndObject();
        });
    }

    private static Reply Shared(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("shared");
            json.WriteEmptyArray("tasks");
            json.WriteStartArray("lists");
            foreach (var list in (call.Token.OnlyLists ?? []).Where(list => list.Space.Workspace == workspace && !list.Deleted))
                json.WriteList(list);
            json.WriteEndArray();
            json.WriteEmptyArray("folders");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
