using System.Globalization;
using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

/// <summary>Docs and their pages: the third version of the API, with a cursor in the place of page numbers.</summary>
internal static class DocEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/workspaces/{team}/docs", Docs);
        api.Get("/workspaces/{team}/docs/{doc}/pages", Pages);
    }

    private static Reply Docs(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        var limit = int.TryParse(call.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 50;
        if (limit is < 10 or > 100)
            return ApiError.BadParameter("limit");
        var from = int.TryParse(call.Query["cursor"].ToString().Replace("after-", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 0;
        var docs = workspace.Docs.Where(doc => call.Token.OnlyLists is null && doc.Archived == call.WantsArchived).ToList();
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("docs");
            foreach (var doc in docs.Skip(from).Take(limit))
                json.WriteDoc(doc, workspace);
            json.WriteEndArray();
            if (from + limit < docs.Count)
                json.WriteString("next_cursor", $"after-{from + limit}");
            else
                json.WriteNull("next_cursor");
            json.WriteEndObject();
        });
    }

    /// <summary>An array on its own, pages below others inside of them.</summary>
    private static Reply Pages(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        var doc = workspace.Docs.Find(known => known.Id == call.Route("doc") && call.Token.OnlyLists is null);
        if (doc is null)
            return ApiError.DocNotFound;
        return Reply.Json(json =>
        {
            json.WriteStartArray();
            foreach (var page in doc.Pages)
                json.WritePage(page, doc);
            json.WriteEndArray();
        });
    }
}
