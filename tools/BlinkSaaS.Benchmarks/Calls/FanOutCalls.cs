using ClickUpSimulator;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Calls;

/// <summary>
/// The least calls of a first pull of one stream alone, for streams that ClickUp gives place by place or task by task only. Each
/// begins with the ClickUp Workspaces (1) and with what it needs to know where to ask.
/// </summary>
internal static class FanOutCalls
{
    private const int PageSize = 100;
    private const int CommentsAPage = 25;

    public static IReadOnlyDictionary<string, int> Of(SimulatorHost simulator)
    {
        var world = simulator.World;
        var workspaces = world.Workspaces.Count;
        var further = simulator.Truth("owner").Further;
        var tasks = LeastCalls.First(world);
        return new Dictionary<string, int>
        {
            ["user_groups"] = 1 + workspaces,
            ["task_types"] = 1 + workspaces,
            ["shared"] = 1 + workspaces,
            ["goals"] = 1 + workspaces,
            // The goals, and each that has key results: those of the simulator have 0 to 3 in turns.
            ["key_results"] = 1 + workspaces + GoalsWithResults(world),
            ["tags"] = 1 + 2 * workspaces + world.Spaces.Count(),
            // Each place, after the tree that says which there are.
            ["views"] = LeastCalls.Hierarchy(world) + Places(world),
            ["custom_fields"] = LeastCalls.Hierarchy(world) + Places(world),
            // Living docs and archived ones, 100 a page.
            ["docs"] = 1 + 2 * workspaces,
            ["doc_pages"] = 1 + 2 * workspaces + further["docs"].Count,
            // A call for each page of tasks that holds some, beside the pages themselves.
            ["time_in_status"] = tasks + PagesWithTasks(world),
            // The pages of tasks; each task's comments, 25 a page, and one more where the last page was full; the replies of each comment that has some.
            ["comments"] = tasks + world.Tasks.Sum(Comments),
        };
    }

    private static int Comments(WorkTask task) => 1 + task.Comments.Count / CommentsAPage + task.Comments.Count(comment => comment.ReplyCount > 0);

    private static int Places(World world) =>
        world.Workspaces.Count + world.Spaces.Count() + world.Spaces.Sum(space => space.Folders.Count(folder => !folder.Deleted)) + world.Lists.Count();

    private static int GoalsWithResults(World world) => world.Workspaces.Count * Enumerable.Range(0, world.Options.GoalsPerWorkspace).Count(goal => goal % 4 > 0);

    private static int PagesWithTasks(World world) =>
        world.Workspaces.Sum(workspace => Filled(workspace.Tasks.Where(task => !task.List.IsUnderArchive)))
        + world.Lists.Where(list => list.IsUnderArchive).Sum(list => Filled(list.Tasks.Concat(list.AddedTasks)));

    private static int Filled(IEnumerable<WorkTask> tasks) => tasks.GroupBy(task => task.Archived).Sum(group => (group.Count() + PageSize - 1) / PageSize);
}
