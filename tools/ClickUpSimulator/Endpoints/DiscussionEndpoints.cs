using System.Globalization;
using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

/// <summary>Comments with their replies, and how long tasks stood in a status.</summary>
internal static class DiscussionEndpoints
{
    private const int CommentsAPage = 25;
    private const int MostTasks = 100;

    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/task/{task}/comment", call => call.Find(out WorkTask task) ?? Comments(call, task.Comments));
        api.Get("/list/{list}/comment", call => call.Find(out TaskList list) ?? Comments(call, list.Comments));
        api.Get("/view/{view}/comment", call => call.Find(out View view) ?? (view.Type == View.Chat ? Comments(call, view.Comments) : ApiError.BadParameter("view_id")));
        api.Get("/comment/{comment}/reply", Replies);
        api.Get("/task/bulk_time_in_status/task_ids", TimeInStatus);
    }

    /// <summary>Newest first; start and start_id, the date and the id of the last one seen, bring what is older.</summary>
    private static Reply Comments(ApiCall call, IEnumerable<Comment> all)
    {
        var start = call.Query["start"].ToString();
        var startId = call.Query["start_id"].ToString();
        var comments = all.OrderByDescending(comment => comment.Date).ThenByDescending(comment => comment.Id, StringComparer.Ordinal).AsEnumerable();
        if (start.Length > 0 != startId.Length > 0 || (start.Length > 0 && !long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return ApiError.BadParameter("start");
        if (start.Length > 0)
        {
            var after = long.Parse(start, CultureInfo.InvariantCulture);
            comments = comments.Where(comment => comment.Date < after || (comment.Date == after && string.CompareOrdinal(comment.Id, startId) < 0));
        }
        return Reply.Array("comments", comments.Take(CommentsAPage), (json, comment) => json.WriteComment(comment));
    }

    private static Reply Replies(ApiCall call) =>
        call.World.CommentsById.TryGetValue(call.Route("comment"), out var found) && Sees(call, found.On)
            ? Reply.Array("comments", found.Comment.Replies, (json, comment) => json.WriteComment(comment))
            : ApiError.TeamNotAuthorized;

    private static bool Sees(ApiCall call, Commented on) => on switch
    {
        { Task: { } task } => !task.Deleted && call.Token.Sees(task),
        { List: { } list } => call.Token.Sees(list),
        { View: { } view } => call.Sees(view),
        _ => false,
    };

    /// <summary>Tasks that are gone or out of sight are left out of the answer.</summary>
    private static Reply TimeInStatus(ApiCall call)
    {
        if (call.Modes.SwitchedOff.Contains("timeInStatus"))
            return ApiError.ClickAppOff;
        var ids = call.Query["task_ids"];
        if (ids.Count is 0 or > MostTasks)
            return ApiError.BadParameter("task_ids");
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            foreach (var id in ids)
                if (call.World.TryFindTask(id ?? "", out var task) && call.Token.Sees(task))
                    json.WriteTimeInStatus(task);
            json.WriteEndObject();
        });
    }
}
