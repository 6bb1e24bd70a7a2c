using ClickUpSimulator;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Calls;

/// <summary>
/// The least calls of a first pull of one stream alone, for streams that ClickUp gives place by place or task by task only. Each
/// begins with the ClickUp Workspaces (1) and with what it needs to know where to ask. Streams that are pulled together share
/// that: then each adds only what it alone asks.
/// </summary>
internal static class FanOutCalls
{
    private const int PageSize = 100;
    private const int CommentsAPage = 25;

    public static IReadOnlyList<FanOut> Of(SimulatorHost simulator)
    {
        var world = simulator.World;
        var workspaces = world.Workspaces.Count;
        var further = simulator.Truth("owner").Further;
        var tasks = LeastCalls.First(world);
        return
        [
            new(1 + workspaces, "user_groups"),
            new(1 + workspaces, "task_types"),
            new(1 + workspaces, "shared"),
            new(1 + workspaces, "goals"),
            // The goals, and each that has key results: those of the simulator have 0 to 3 in turns.
            new(1 + workspaces + GoalsWithResults(world), "key_results"),
            new(1 + 2 * workspaces + world.Spaces.Count(), "tags"),
            // Each place, after the tree that says which there are.
            new(LeastCalls.Hierarchy(world) + Places(world), "views"),
            new(LeastCalls.Hierarchy(world) + Places(world), "custom_fields"),
            // Living docs and archived ones, 100 a page.
            new(1 + 2 * workspaces, "docs"),
            new(1 + 2 * workspaces + further["docs"].Count, "doc_pages"),
            // A call for each page of tasks that holds some, beside the pages themselves.
            new(tasks + PagesWithTasks(world), "time_in_status"),
            new(tasks + Comments(world), "comments"),
            // The pages of tasks once for all three.
            new(tasks + PagesWithTasks(world) + Comments(world), "tasks", "comments", "time_in_status"),
            // Comments need the views of each place, and bring them along.
            new(tasks + Comments(world), "tasks", "comments", "views"),
        ];
    }

    /// <summary>Of each task, each list and each chat view, and each place is asked which views it has.</summary>
    private static int Comments(World world) =>
        world.Tasks.Sum(task => Comments(task.Comments)) + world.Lists.Sum(list => Comments(list.Comments)) + Places(world)
        + world.Workspaces.SelectMany(workspace => workspace.Views).Where(view => view.Type == View.Chat).Sum(chat => Comments(chat.Comments));

    /// <summary>25 a page, and one more where the last page was full; the replies of each comment that has some.</summary>
    private static int Comments(IReadOnlyList<Comment> comments) => 1 + comments.Count / CommentsAPage + comments.Count(comment => comment.ReplyCount > 0);

    private static int Places(World world) =>
        world.Workspaces.Count + world.Spaces.Count() + world.Spaces.Sum(space => space.Folders.Count(folder => !folder.Deleted)) + world.Lists.Count();

    private static int GoalsWithResults(World world) => world.Workspaces.Count * Enumerable.Range(0, world.Options.GoalsPerWorkspace).Count(goal => goal % 4 > 0);

    private static int PagesWithTasks(World world) =>
        world.Workspaces.Sum(workspace => Filled(workspace.Tasks.Where(task => !task.List.IsUnderArchive)))
        + world.Lists.Where(list => list.IsUnderArchive).Sum(list => Filled(list.Tasks.Concat(list.AddedTasks)));

    private static int Filled(IEnumerable<WorkTask> tasks) => tasks.GroupBy(task => task.Archived).Sum(group => (group.Count() + PageSize - 1) / PageSize);
}

/// <summary>Streams that are pulled together, and the least calls of their first pull.</summary>
internal sealed record FanOut(int Least, params string[] Streams)
{
    public string Name => Streams.Length == 1 ? $"{Streams[0]} alone" : string.Join(" + ", Streams);
}
