using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

/// <summary>Groups, task types, tags, custom field definitions, goals and views.</summary>
internal static class SideEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/group", Groups);
        api.Get("/team/{team}/custom_item", TaskTypes);
        api.Get("/space/{space}/tag", Tags);
        api.Get("/team/{team}/goal", Goals);
        api.Get("/goal/{goal}", Goal);
        api.Get("/team/{team}/field", call => call.Find(out ClickUpWorkspace workspace) ?? Fields(workspace.Fields));
        api.Get("/space/{space}/field", call => call.Find(out Space space) ?? Fields(space.Fields));
        api.Get("/folder/{folder}/field", call => call.Find(out Folder folder) ?? Fields(folder.Fields));
        api.Get("/list/{list}/field", call => call.Find(out TaskList list) ?? Fields(list.Fields));
        api.Get("/team/{team}/view", call => call.Find(out ClickUpWorkspace workspace) ?? Views(workspace, workspace.Id));
        api.Get("/space/{space}/view", call => call.Find(out Space space) ?? Views(space.Workspace, space.Id));
        api.Get("/folder/{folder}/view", call => call.Find(out Folder folder) ?? Views(folder.Space.Workspace, folder.Id));
        api.Get("/list/{list}/view", call => call.Find(out TaskList list) ?? Views(list.Space.Workspace, list.Id));
    }

    /// <summary>The only endpoint that takes the ClickUp Workspace as a parameter of the query, and demands it.</summary>
    private static Reply Groups(ApiCall call)
    {
        var id = call.Query["team_id"].ToString();
        var workspace = call.World.WorkspaceList.Find(known => known.Id == id);
        if (workspace is null || !call.Token.Sees(workspace))
            return id.Length == 0 ? ApiError.BadParameter("team_id") : ApiError.TeamsNotAuthorized;
        return Reply.Array("groups", workspace.Groups, (json, group) => json.WriteGroup(group, workspace));
    }

    private static Reply TaskTypes(ApiCall call) => call.Find(out ClickUpWorkspace workspace) ?? Reply.Array("custom_items", workspace.TaskTypes, (json, type) =>
    {
        json.WriteStartObject();
        json.WriteNumber("id", type.Id);
        json.WriteString("name", type.Name);
        json.WriteString("name_plural", type.Plural);
        json.WriteString("description", type.Description);
        json.WriteNull("avatar");
        json.WriteEndObject();
    });

    private static Reply Tags(ApiCall call) => call.Find(out Space space) ?? Reply.Array("tags", space.Tags, (json, tag) =>
    {
        json.WriteStartObject();
        json.WriteString("name", tag);
        json.WriteString("tag_fg", "#ffffff");
        json.WriteString("tag_bg", "#3c7d9e");
        json.WriteEndObject();
    });

    private static Reply Goals(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        if (call.Modes.SwitchedOff.Contains("goals"))
            return ApiError.NotInPlan;
        var goals = workspace.Goals.Where(goal => call.Token.OnlyLists is null && (!goal.Completed || call.IsTrue("include_completed"))).ToList();
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("goals");
            foreach (var goal in goals.Where(goal => goal.Folder is null))
                json.WriteGoal(goal, workspace);
            json.WriteEndArray();
            json.WriteStartArray("folders");
            foreach (var folder in goals.Where(goal => goal.Folder is not null).GroupBy(goal => goal.Folder!.Value))
            {
                json.WriteStartObject();
                json.WriteString("id", folder.Key.Id);
                json.WriteString("name", folder.Key.Name);
                json.WriteStartArray("goals");
                foreach (var goal in folder)
                    json.WriteGoal(goal, workspace);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Reply Goal(ApiCall call)
    {
        var id = call.Route("goal");
        foreach (var workspace in call.World.WorkspaceList.Where(call.Token.Sees))
        {
            if (call.Token.OnlyLists is null && workspace.Goals.Find(goal => goal.Id == id) is { } found)
            {
                return Reply.Json(json =>
                {
                    json.WriteStartObject();
                    json.WritePropertyName("goal");
                    json.WriteGoal(found, workspace, alone: true);
                    json.WriteEndObject();
                });
            }
        }
        return ApiError.GoalNotFound;
    }

    private static Reply Fields(IEnumerable<CustomField> fields) => Reply.Array("fields", fields, (json, field) =>
    {
        json.WriteStartObject();
        TaskFieldJson.WriteDefinition(json, field);
        json.WriteEndObject();
    });

    private static Reply Views(ClickUpWorkspace workspace, string parent) =>
        Reply.Array("views", workspace.ViewList.Where(view => view.ParentId == parent), (json, view) => json.WriteView(view));
}
