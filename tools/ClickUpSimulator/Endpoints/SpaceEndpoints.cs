using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

internal static class SpaceEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/team/{team}/space", Spaces);
        api.Get("/space/{space}", Space);
    }

    private static Reply Spaces(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("spaces");
            foreach (var space in workspace.SpaceList)
                if (space.Archived == call.WantsArchived && call.Token.Sees(space, call.Modes))
                    json.WriteSpace(space);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Reply Space(ApiCall call) =>
        call.Find(out Space space) is { } refusal ? refusal : Reply.Json(json => json.WriteSpace(space));
}
