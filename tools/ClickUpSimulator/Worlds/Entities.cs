namespace ClickUpSimulator.Worlds;

/// <summary>A person. User ids are the only ids that ClickUp gives as numbers.</summary>
public sealed record Member(int Id, string Username, string Email, string? Color, string? ProfilePicture, string Initials, int Role, long DateJoined, long LastActive)
{
    public string RoleKey => Role switch { 1 => "owner", 2 => "admin", 4 => "guest", _ => "member" };
}

public sealed record Status(string Id, string Name, string Color, int OrderIndex, string Type)
{
    public bool IsClosed => Type == "closed";

    public bool IsDone => Type is "done" or "closed";
}

public sealed record FieldOption(string Id, string Name, string? Color, int OrderIndex);

public sealed class CustomField(string id, string name, string type, long dateCreated, IReadOnlyList<FieldOption> options)
{
    public string Id => id;

    public string Name { get; set; } = name;

    public string Type => type;

    public long DateCreated => dateCreated;

    public IReadOnlyList<FieldOption> Options => options;
}

public sealed class ClickUpWorkspace
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Color { get; init; }

    public required IReadOnlyList<Member> Members { get; init; }

    public IReadOnlyList<Space> Spaces => SpaceList;

    /// <summary>Every task that is not deleted, oldest first.</summary>
    public IReadOnlyList<WorkTask> Tasks => TaskList;

    internal List<Space> SpaceList { get; } = [];

    internal List<WorkTask> TaskList { get; } = [];

    /// <summary>Fields that every list of the ClickUp Workspace has.</summary>
    public IReadOnlyList<CustomField> Fields { get; internal set; } = [];

    internal List<UserGroup> Groups { get; } = [];

    internal List<TaskType> TaskTypes { get; } = [];

    internal List<Goal> Goals { get; } = [];

    public IReadOnlyList<View> Views => ViewList;

    internal List<View> ViewList { get; } = [];

    internal List<Doc> Docs { get; } = [];

    internal List<TimeEntry> TimeEntries { get; } = [];
}

public sealed class Space
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required ClickUpWorkspace Workspace { get; init; }

    public bool Private { get; init; }

    public bool Archived { get; internal set; }

    public string? Color { get; init; }

    public required IReadOnlyList<Status> Statuses { get; init; }

    public required IReadOnlyList<string> Tags { get; set; }

    /// <summary>Fields that were made at the space.</summary>
    public required IReadOnlyList<CustomField> Fields { get; init; }

    public IReadOnlyList<Folder> Folders => FolderList;

    /// <summary>Lists that are in no folder.</summary>
    public IReadOnlyList<TaskList> FolderlessLists => Lists;

    public IEnumerable<TaskList> AllLists => FolderList.SelectMany(folder => folder.Lists).Concat(Lists);

    internal List<Folder> FolderList { get; } = [];

    internal List<TaskList> Lists { get; } = [];

    internal AgencyTheme Theme { get; init; } = null!;
}

public sealed class Folder
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required Space Space { get; init; }

    public int OrderIndex { get; init; }

    public bool Archived { get; internal set; }

    public bool Deleted { get; internal set; }

    public IReadOnlyList<TaskList> AllLists => Lists;

    /// <summary>Fields that were made at the folder.</summary>
    public IReadOnlyList<CustomField> Fields { get; internal set; } = [];

    internal List<TaskList> Lists { get; } = [];
}

public sealed class TaskList
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required Space Space { get; init; }

    public Folder? Folder { get; init; }

    public int OrderIndex { get; init; }

    public bool Archived { get; internal set; }

    public bool Deleted { get; internal set; }

    public string? Content { get; init; }

    public long? DueDate { get; init; }

    /// <summary>Tasks whose home this list is.</summary>
    public IReadOnlyList<WorkTask> Tasks => Home;

    /// <summary>Tasks of other lists that were added to this one.</summary>
    public IReadOnlyList<WorkTask> AddedTasks => Added;

    /// <summary>Archived itself, or in an archived folder or space.</summary>
    public bool IsUnderArchive => Archived || Folder is { Archived: true } || Space.Archived;

    /// <summary>Fields that were made at the list.</summary>
    public IReadOnlyList<CustomField> OwnFields { get; internal set; } = [];

    /// <summary>Every field that tasks of the list have, wherever it was made.</summary>
    public IEnumerable<CustomField> Fields => Space.Workspace.Fields.Concat(Space.Fields).Concat(Folder?.Fields ?? []).Concat(OwnFields);

    /// <summary>Comments on the list itself.</summary>
    public IReadOnlyList<Comment> Comments => CommentList;

    internal List<Comment> CommentList { get; } = [];

    internal List<WorkTask> Home { get; } = [];

    internal List<WorkTask> Added { get; } = [];
}
