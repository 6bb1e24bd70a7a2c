using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

internal static class TaskEndpoints
{
    public static void Map(ApiRouteBuilder api)
    {
        api.Get("/team/{team}/task", TasksOfWorkspace);
        api.Get("/list/{list}/task", TasksOfList);
        api.Get("/task/{task}", Task);
    }

    /// <summary>Tasks of archived lists are never among them.</summary>
    private static Reply TasksOfWorkspace(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        if (TaskQuery.Parse(call, out var query) is { } mistake)
            return mistake;
        return call.Simulator.Pages.Answer(call, query, () => workspace.TaskList.Where(task => !IsHidden(call.Modes, task.List) && call.Token.Sees(task)), call.Modes.TeamPagesGiveLastPage);
    }

    private static Reply TasksOfList(ApiCall call)
    {
        if (call.Find(out TaskList list) is { } refusal)
            return refusal;
        if (TaskQuery.Parse(call, out var query) is { } mistake)
            return mistake;
        return call.Simulator.Pages.Answer(call, query, () => InOrder(query.IncludeAdded ? list.Home.Concat(list.Added) : list.Home), giveLastPage: true);
    }

    /// <summary>The same body as on pages, with the attachments that pages leave out, and on demand the subtasks.</summary>
    private static Reply Task(ApiCall call)
    {
        if (call.Find(out WorkTask task) is { } refusal)
            return refusal;
        var keep = call.World.Options.KeepBodies;
        List<ReadOnlyMemory<byte>> pieces = [TaskJson.Of(task, keep).AsMemory()[..^1], ",\"attachments\":[]"u8.ToArray()];
        if (call.IsTrue("include_subtasks"))
        {
            var separator = ",\"subtasks\":["u8.ToArray();
            var children = task.List.Space.Workspace.TaskList.Where(child => child.Parent == task).ToList();
            foreach (var child in children)
            {
                pieces.Add(separator);
                pieces.Add(TaskJson.Of(child, keep));
                separator = ","u8.ToArray();
            }
            pieces.Add(children.Count > 0 ? "]"u8.ToArray() : ",\"subtasks\":[]"u8.ToArray());
        }
        pieces.Add("}"u8.ToArray());
        return Reply.Pieces(pieces);
    }

    private static bool IsHidden(Modes modes, TaskList list) =>
        modes.ArchivedContainersHideTasks ? list.IsUnderArchive : list.Archived;

    private static IEnumerable<WorkTask> InOrder(IEnumerable<WorkTask> tasks) =>
        tasks.OrderBy(task => task.DateCreated).ThenBy(task => task.Sequence);
}
