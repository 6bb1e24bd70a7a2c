using System.Diagnostics.CodeAnalysis;

namespace ClickUpSimulator.Worlds;

/// <summary>
/// Everything the simulated ClickUp knows. Whoever reads while others write holds <see cref="Gate"/>;
/// a test that reads while nothing else runs needs no lock.
/// </summary>
public sealed class World
{
    private readonly TimeProvider clock;
    private long lastStamp;

    internal World(WorldOptions options, TimeProvider clock)
    {
        Options = options;
        this.clock = clock;
        Ids = new Ids(options.Seed);
    }

    public WorldOptions Options { get; }

    public IReadOnlyList<ClickUpWorkspace> Workspaces => WorkspaceList;

    public IEnumerable<WorkTask> Tasks => WorkspaceList.SelectMany(workspace => workspace.Tasks);

    public IEnumerable<Space> Spaces => WorkspaceList.SelectMany(workspace => workspace.Spaces);

    public IEnumerable<TaskList> Lists => Spaces.SelectMany(space => space.AllLists).Where(list => !list.Deleted);

    internal Lock Gate { get; } = new();

    /// <summary>Grows with every change; results cached for another version are stale.</summary>
    internal long Version { get; private set; }

    internal List<ClickUpWorkspace> WorkspaceList { get; } = [];

    internal Dictionary<string, Space> SpacesById { get; } = [];

    internal Dictionary<string, Folder> FoldersById { get; } = [];

    internal Dictionary<string, TaskList> ListsById { get; } = [];

    /// <summary>Deleted tasks stay here: asking for one by id is answered 404, not 401.</summary>
    internal Dictionary<string, WorkTask> TasksById { get; } = [];

    internal Dictionary<string, (Comment Comment, Commented On)> CommentsById { get; } = [];

    public bool TryFindTask(string id, [NotNullWhen(true)] out WorkTask? task) =>
        TasksById.TryGetValue(id, out task) && !task.Deleted;

    public bool TryFindList(string id, [NotNullWhen(true)] out TaskList? list) =>
        ListsById.TryGetValue(id, out list) && !list.Deleted;

    /// <summary>The moment of a change: now, yet later than every change before.</summary>
    internal long NextStamp()
    {
        lastStamp = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), lastStamp + 1);
        return lastStamp;
    }

    internal void Changed() => Version++;

    /// <summary>Something happened to a task: the event's name as webhooks have it. Raised under <see cref="Gate"/>.</summary>
    internal event Action<string, WorkTask>? Happened;

    internal void Tell(string name, WorkTask task) => Happened?.Invoke(name, task);

    /// <summary>Builder and mutations share it, so that no id comes twice.</summary>
    internal Ids Ids { get; }

    internal void Settle()
    {
        foreach (var workspace in WorkspaceList)
            workspace.TaskList.Sort((a, b) => (a.DateCreated, a.Sequence).CompareTo((b.DateCreated, b.Sequence)));
        lastStamp = Tasks.Select(task => Math.Max(task.DateUpdated, task.DateCreated)).DefaultIfEmpty().Max();
    }
}
