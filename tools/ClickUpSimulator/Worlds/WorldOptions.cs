namespace ClickUpSimulator.Worlds;

/// <summary>The size and the mix of a world. The same options always give the same world.</summary>
public sealed record WorldOptions
{
    public int Seed { get; init; } = 1;

    public int ClickUpWorkspaces { get; init; } = 2;

    /// <summary>Spaces of the first ClickUp Workspace that are not archived.</summary>
    public int Spaces { get; init; } = 3;

    /// <summary>Spaces of every further ClickUp Workspace that are not archived.</summary>
    public int SpacesInFurtherWorkspaces { get; init; } = 1;

    public int ArchivedSpaces { get; init; } = 1;

    public int FoldersPerSpace { get; init; } = 2;

    public int ListsPerFolder { get; init; } = 2;

    public int FolderlessListsPerSpace { get; init; } = 1;

    /// <summary>Tasks of a list on average, subtasks included.</summary>
    public int TasksPerList { get; init; } = 12;

    public double ArchivedFolderShare { get; init; } = 0.15;

    public double ArchivedListShare { get; init; } = 0.15;

    public double ArchivedTaskShare { get; init; } = 0.06;

    public double ClosedTaskShare { get; init; } = 0.25;

    public double SubtaskShare { get; init; } = 0.25;

    /// <summary>Share of the subtasks that hang under another subtask.</summary>
    public double NestedSubtaskShare { get; init; } = 0.25;

    /// <summary>Share of the tasks that are in a second list as well.</summary>
    public double SeveralListsShare { get; init; } = 0.06;

    /// <summary>Share of the tasks that were changed in the same millisecond as another one (a bulk edit).</summary>
    public double SameMomentShare { get; init; } = 0.05;

    public int Members { get; init; } = 8;

    /// <summary>Share of the tasks that somebody commented on.</summary>
    public double CommentedShare { get; init; } = 0.3;

    public int GoalsPerWorkspace { get; init; } = 4;

    public int DocsPerWorkspace { get; init; } = 5;

    /// <summary>The "today" of the world: nothing in it was changed later, due dates lie around it.</summary>
    public DateTimeOffset BaseDate { get; init; } = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Keeps each task's bytes once built. Off saves memory in worlds of a million tasks.</summary>
    public bool KeepBodies { get; init; } = true;

    /// <summary>About 280 tasks: for tests.</summary>
    public static WorldOptions Small { get; } = new();

    /// <summary>About 830 tasks of a small agency; a first pull needs about 65 calls.</summary>
    public static WorldOptions Demo { get; } = new()
    {
        FoldersPerSpace = 3,
        ListsPerFolder = 3,
        FolderlessListsPerSpace = 2,
        TasksPerList = 17,
        ArchivedFolderShare = 0.08,
        ArchivedListShare = 0.06,
        Members = 14,
    };

    /// <summary>About 90,000 tasks: for benchmarks.</summary>
    public static WorldOptions Large { get; } = new()
    {
        Spaces = 12,
        SpacesInFurtherWorkspaces = 6,
        ArchivedSpaces = 2,
        FoldersPerSpace = 12,
        ListsPerFolder = 6,
        FolderlessListsPerSpace = 6,
        TasksPerList = 64,
        ArchivedFolderShare = 0.05,
        ArchivedListShare = 0.05,
        Members = 120,
    };

    public static WorldOptions? Preset(string name) => name switch
    {
        "small" => Small,
        "demo" => Demo,
        "large" => Large,
        _ => null,
    };
}
