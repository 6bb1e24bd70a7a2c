using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Calls;

/// <summary>The worlds whose calls are counted: a middling one, one of very many small lists, one of a single huge list, and those of the tests.</summary>
internal static class CallWorlds
{
    private static readonly WorldOptions Plain = WorldOptions.Small with
    {
        ClickUpWorkspaces = 1, ArchivedSpaces = 0, CommentedShare = 0, GoalsPerWorkspace = 0, DocsPerWorkspace = 0, KeepBodies = false,
    };

    public static WorldOptions Lists84 { get; } = Plain with { Spaces = 3, FoldersPerSpace = 6, ListsPerFolder = 4, FolderlessListsPerSpace = 4, TasksPerList = 600 };

    public static WorldOptions Lists816 { get; } = Plain with { Spaces = 4, FoldersPerSpace = 34, ListsPerFolder = 5, FolderlessListsPerSpace = 34, TasksPerList = 5 };

    public static WorldOptions OneList { get; } = Plain with
    {
        Spaces = 1, FoldersPerSpace = 0, FolderlessListsPerSpace = 1, TasksPerList = 50_000, SubtaskShare = 0, ArchivedListShare = 0,
    };

    public static IEnumerable<(string Name, WorldOptions Options)> All(bool quick)
    {
        yield return ("small", WorldOptions.Small);
        yield return ("demo", WorldOptions.Demo);
        yield return ("816 lists x 5", Lists816);
        if (quick)
            yield break;
        yield return ("84 lists x 600", Lists84);
        yield return ("1 list x 50,000", OneList);
    }
}
