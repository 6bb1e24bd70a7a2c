using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Calls;

/// <summary>
/// The least calls with which a reader can know that it has everything the owner's token sees. Each term is a question that
/// no other answer contains:
/// <list type="bullet">
/// <item>1: the ClickUp Workspaces with their members.</item>
/// <item>2 for each ClickUp Workspace: its spaces, and apart from them the archived ones.</item>
/// <item>4 for each space: folders and lists without a folder, each apart from the archived ones.</item>
/// <item>1 for each folder: its archived lists, which the folder itself does not bring.</item>
/// <item>Tasks, 100 a page and at least one page: for each ClickUp Workspace the living and the archived ones of its living lists;
/// for each list in the archive, which those pages leave out, the same two.</item>
/// </list>
/// </summary>
internal static class LeastCalls
{
    private const int PageSize = 100;

    /// <summary>For a token's first pull.</summary>
    public static int First(World world) => Hierarchy(world) + world.Workspaces.Sum(Tasks) + ListsInArchive(world).Sum(Tasks);

    /// <summary>
    /// For the next pull of a world in which nothing changed and no walk is due: the ClickUp Workspaces, and of each one page of
    /// changed living tasks and one of archived ones. The hierarchy is walked every six hours, lists in the archive once a day.
    /// </summary>
    public static int Unchanged(World world) => 1 + 2 * world.Workspaces.Count;

    public static int Hierarchy(World world) =>
        1 + 2 * world.Workspaces.Count + 4 * world.Spaces.Count() + world.Spaces.Sum(space => space.Folders.Count(folder => !folder.Deleted));

    private static IEnumerable<TaskList> ListsInArchive(World world) => world.Lists.Where(list => list.IsUnderArchive);

    private static int Tasks(ClickUpWorkspace workspace) => LivingAndArchived(workspace.Tasks.Where(task => !task.List.IsUnderArchive));

    private static int Tasks(TaskList list) => LivingAndArchived(list.Tasks.Concat(list.AddedTasks));

    private static int LivingAndArchived(IEnumerable<WorkTask> tasks)
    {
        var archived = tasks.ToLookup(task => task.Archived);
        return Pages(archived[false].Count()) + Pages(archived[true].Count());
    }

    private static int Pages(int tasks) => Math.Max(1, (tasks + PageSize - 1) / PageSize);
}
