using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Benchmarks.Estimates;

/// <summary>Worlds that differ in what decides the calls of a pull: how many places, how many tasks, how much is archived.</summary>
internal static class EstimateWorlds
{
    public static IEnumerable<(string Name, WorldOptions Options)> Of(bool quick, int seed)
    {
        var kinds = new List<(string Name, WorldOptions Options)>
        {
            ("small", WorldOptions.Small),
            ("demo", WorldOptions.Demo),
            ("one ClickUp Workspace, many folders", WorldOptions.Demo with { ClickUpWorkspaces = 1, Spaces = 6, FoldersPerSpace = 8, ListsPerFolder = 2, TasksPerList = 8 }),
            ("nothing archived", WorldOptions.Demo with { ArchivedSpaces = 0, ArchivedFolderShare = 0, ArchivedListShare = 0, ArchivedTaskShare = 0 }),
            ("much archived", WorldOptions.Demo with { ArchivedSpaces = 3, ArchivedFolderShare = 0.25, ArchivedListShare = 0.25 }),
            ("few places, many tasks", WorldOptions.Demo with { Spaces = 2, FoldersPerSpace = 1, ListsPerFolder = 2, TasksPerList = 400 }),
        };
        if (!quick)
        {
            kinds.Add(("large", WorldOptions.Large with { KeepBodies = false }));
            kinds.Add(("four ClickUp Workspaces", WorldOptions.Demo with { ClickUpWorkspaces = 4, SpacesInFurtherWorkspaces = 3 }));
        }

        return kinds.SelectMany(kind => Enumerable.Range(seed, quick || kind.Name == "large" ? 1 : 3).Select(s => ($"{kind.Name}, seed {s}", kind.Options with { Seed = s })));
    }
}
