using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

internal static class ListEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/space/{space}/list", FolderlessLists);
        api.Get("/folder/{folder}/list", ListsOfFolder);
        api.Get("/list/{list}", List);
    }

    private static Reply FolderlessLists(ApiCall call) =>
        call.Find(out Space space) is { } refusal ? refusal : Lists(call, space.Lists);

    private static Reply ListsOfFolder(ApiCall call) =>
        call.Find(out Folder folder) is { } refusal ? refusal : Lists(call, folder.Lists);

    private static Reply Lists(ApiCall call, IEnumerable<TaskList> lists) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("lists");
        foreach (var list in lists)
            if (list.Archived == call.WantsArchived && call.Token.Sees(list))
                json.WriteList(list);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Reply List(ApiCall call) =>
        call.Find(out TaskList list) is { } refusal ? refusal : Reply.Json(json => json.WriteList(list, alone: true));
}
