using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Sight;

/// <summary>A personal token: whose it is and what it sees. Change it through <see cref="AccessTokens"/>.</summary>
public sealed class AccessToken
{
    public required string Name { get; init; }

    public required string Secret { get; init; }

    public required Member User { get; init; }

    public bool IsRevoked { get; internal set; }

    internal HashSet<ClickUpWorkspace> Workspaces { get; init; } = [];

    internal HashSet<Space> HiddenSpaces { get; } = [];

    /// <summary>A guest's lists; null: everything in the ClickUp Workspaces but the hidden spaces.</summary>
    internal HashSet<TaskList>? OnlyLists { get; init; }

    internal bool Sees(ClickUpWorkspace workspace) => Workspaces.Contains(workspace);

    internal bool Sees(Space space, Modes modes) =>
        OnlyLists is null
            ? Sees(space.Workspace) && !HiddenSpaces.Contains(space)
            : modes.GuestsSeeContainers && OnlyLists.Any(list => list.Space == space && !list.Deleted);

    internal bool Sees(Folder folder, Modes modes) =>
        !folder.Deleted && (OnlyLists is null
            ? Sees(folder.Space, modes)
            : modes.GuestsSeeContainers && OnlyLists.Any(list => list.Folder == folder && !list.Deleted));

    internal bool Sees(TaskList list) =>
        !list.Deleted && (OnlyLists is null
            ? Sees(list.Space.Workspace) && !HiddenSpaces.Contains(list.Space)
            : OnlyLists.Contains(list));

    internal bool Sees(WorkTask task)
    {
        if (Sees(task.List))
            return true;
        foreach (var other in task.AddedTo)
            if (Sees(other))
                return true;
        return false;
    }
}
