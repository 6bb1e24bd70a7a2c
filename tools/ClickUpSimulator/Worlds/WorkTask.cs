namespace ClickUpSimulator.Worlds;

/// <summary>
/// A task holds what queries and mutations need; the rest of its body (description, checklists, field values)
/// follows from <see cref="DetailSeed"/> when it is written.
/// </summary>
public sealed class WorkTask
{
    public required string Id { get; init; }

    /// <summary>Breaks ties of equal dates, so that every order is total.</summary>
    public required int Sequence { get; init; }

    public required string Name { get; set; }

    public required TaskList List { get; set; }

    public WorkTask? Parent { get; init; }

    public required Status Status { get; set; }

    public required long DateCreated { get; init; }

    public required long DateUpdated { get; set; }

    public long? DateDone { get; set; }

    public long? DateClosed { get; set; }

    public bool Archived { get; set; }

    public bool Deleted { get; set; }

    /// <summary>1 urgent to 4 low; null: none.</summary>
    public int? Priority { get; set; }

    public long? DueDate { get; set; }

    public long? StartDate { get; init; }

    public int? Points { get; init; }

    public long? TimeEstimate { get; init; }

    public long TimeSpent { get; init; }

    public bool Milestone { get; init; }

    public required Member Creator { get; init; }

    public required IReadOnlyList<Member> Assignees { get; set; }

    public required IReadOnlyList<string> Tags { get; set; }

    public required ulong DetailSeed { get; init; }

    /// <summary>Lists beside the home list.</summary>
    public IReadOnlyList<TaskList> AddedTo { get; internal set; } = [];

    public bool IsSubtask => Parent is not null;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Comment> Comments => CommentList ?? [];

    /// <summary>Null for the many tasks that have none.</summary>
    internal List<Comment>? CommentList { get; set; }

    internal byte[]? Body { get; set; }

    internal bool IsUnder(WorkTask ancestor)
    {
        for (WorkTask? current = this; current is not null; current = current.Parent)
            if (current == ancestor)
                return true;
        return false;
    }

    /// <summary>Whether the task or a task above it has its home in the list.</summary>
    internal bool StandsIn(TaskList list)
    {
        for (WorkTask? current = this; current is not null; current = current.Parent)
            if (current.List == list)
                return true;
        return false;
    }
}
