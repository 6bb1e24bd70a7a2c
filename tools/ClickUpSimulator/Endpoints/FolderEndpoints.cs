using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

internal static class FolderEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/space/{space}/folder", Folders);
        api.Get("/folder/{folder}", Folder);
    }

    private static Reply Folders(ApiCall call)
    {
        if (call.Find(out Space space) is { } refusal)
            return refusal;
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("folders");
            foreach (var folder in space.FolderList)
                if (folder.Archived == call.WantsArchived && call.Token.Sees(folder, call.Modes))
                    json.WriteFolder(folder, Embedded(call, folder));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Reply Folder(ApiCall call) =>
        call.Find(out Folder folder) is { } refusal ? refusal : Reply.Json(json => json.WriteFolder(folder, Embedded(call, folder)));

    private static IEnumerable<TaskList> Embedded(ApiCall call, Folder folder) =>
        folder.Lists.Where(list => call.Token.Sees(list) && (!list.Archived || call.Modes.FoldersEmbedArchivedLists));
}
