using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>Something in ClickUp that holds tasks, as received.</summary>
internal abstract class Place(JsonElement raw)
{
    public JsonElement Raw { get; } = raw;

    public string Id { get; } = raw.Text("id") ?? throw new ArgumentException("A place has an id.", nameof(raw));

    public string Name { get; } = raw.Text("name") ?? "";
}

internal sealed class Workspace(JsonElement raw) : Place(raw);

internal sealed class Space(JsonElement raw, Workspace workspace, bool archived) : Place(raw)
{
    public Workspace Workspace { get; } = workspace;

    public bool IsArchived { get; } = raw.Boolean("archived") ?? archived;
}

internal sealed class Folder : Place
{
    public Folder(JsonElement raw, Space space, bool archived) : base(raw)
    {
        Space = space;
        IsArchived = raw.Boolean("archived") ?? archived;
        Lists = [.. raw.Items("lists").Where(l => l.Text("id") is not null).Select(l => new TaskList(l, space.Workspace, space, this, archived: false))];
    }

    public Space Space { get; }

    public bool IsArchived { get; }

    /// <summary>The lists that came inside the folder: all that are not archived, and perhaps those that are.</summary>
    public IReadOnlyList<TaskList> Lists { get; }
}

internal sealed class TaskList(JsonElement raw, Workspace workspace, Space? space, Folder? folder, bool archived) : Place(raw)
{
    public Workspace Workspace { get; } = workspace;

    /// <summary>Null where the token sees the list and not the space around it.</summary>
    public Space? Space { get; } = space;

    /// <summary>Null for a list that lies directly in its space.</summary>
    public Folder? Folder { get; } = folder;

    public bool IsArchived { get; } = raw.Boolean("archived") ?? archived;

    /// <summary>Whether the list is archived or lies in something that is: the task pages of the ClickUp Workspace leave it out.</summary>
    public bool IsInArchive => IsArchived || Folder is { IsArchived: true } || Space is { IsArchived: true };
}
