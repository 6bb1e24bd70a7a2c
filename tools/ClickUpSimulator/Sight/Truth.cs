namespace ClickUpSimulator.Sight;

/// <summary>What a token may see in full: what a reader must have after a complete pull, no more and no less.</summary>
public sealed record Truth
{
    public required IReadOnlyList<string> Workspaces { get; init; }

    public required IReadOnlyList<TrueMember> Members { get; init; }

    public required IReadOnlyList<string> Spaces { get; init; }

    public required IReadOnlyList<string> Folders { get; init; }

    public required IReadOnlyList<string> Lists { get; init; }

    public required IReadOnlyList<TrueTask> Tasks { get; init; }

    /// <summary>The further streams, by their name: each record's key, parts joined with a slash, and what tells whether it is stale.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Further { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
}

public sealed record TrueMember(string WorkspaceId, int UserId);

/// <summary>DateUpdated is in milliseconds since 1970.</summary>
public sealed record TrueTask(string Id, long DateUpdated, string Name, string Status, string ListId, bool Archived);
