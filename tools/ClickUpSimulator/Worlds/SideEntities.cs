namespace ClickUpSimulator.Worlds;

/// <summary>Members under one name, to be assigned and mentioned together.</summary>
public sealed class UserGroup
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required Member Creator { get; init; }

    public required long DateCreated { get; init; }

    public required IReadOnlyList<Member> Members { get; init; }
}

/// <summary>What a ClickUp Workspace calls some of its tasks: "Bug".</summary>
public sealed record TaskType(int Id, string Name, string Plural, string Description);

public sealed class Goal
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>A goal may lie in a folder of goals.</summary>
    public (string Id, string Name)? Folder { get; init; }

    public required Member Owner { get; init; }

    public required long DateCreated { get; init; }

    public long? DueDate { get; init; }

    public bool Completed { get; set; }

    public required IReadOnlyList<KeyResult> KeyResults { get; init; }
}

public sealed class KeyResult
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required Member Owner { get; init; }

    public required int Current { get; set; }
}

/// <summary>A saved way to look at tasks, or a chat. Parent types: 7 a ClickUp Workspace, 4 a space, 5 a folder, 6 a list.</summary>
public sealed record View(string Id, string Name, string Type, string ParentId, int ParentType)
{
    public const string Chat = "conversation";

    /// <summary>What was written in a chat.</summary>
    public IReadOnlyList<Comment> Comments => CommentList;

    internal List<Comment> CommentList { get; } = [];
}

public sealed class Doc
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required Member Creator { get; init; }

    public required long DateCreated { get; init; }

    public required long DateUpdated { get; set; }

    public bool Archived { get; init; }

    public required string ParentId { get; init; }

    /// <summary>Outermost pages; each may have pages below it.</summary>
    public required IReadOnlyList<DocPage> Pages { get; init; }
}

public sealed class DocPage
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required string Content { get; set; }

    public required long DateUpdated { get; set; }

    public IReadOnlyList<DocPage> Below { get; init; } = [];
}

public sealed class Comment
{
    public required string Id { get; init; }

    public required string Text { get; set; }

    public required Member Author { get; init; }

    public required long Date { get; init; }

    public bool Resolved { get; init; }

    public int ReplyCount => Replies.Count;

    internal List<Comment> Replies { get; } = [];
}

/// <summary>What a comment was written on: one of the three.</summary>
internal readonly record struct Commented(WorkTask? Task = null, TaskList? List = null, View? View = null);

/// <summary>Time that somebody recorded, on a task or on none. A negative duration means that it still runs.</summary>
public sealed class TimeEntry
{
    public required string Id { get; init; }

    public required Member User { get; init; }

    public WorkTask? Task { get; init; }

    public required long Start { get; init; }

    public required long Duration { get; set; }

    public required long At { get; set; }

    public string Description { get; set; } = "";

    public bool Billable { get; init; }
}
