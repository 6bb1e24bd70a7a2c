using System.Globalization;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Mutations;

/// <summary>How many changes of each kind. The same seed on the same world changes the same tasks.</summary>
public sealed record RandomChanges
{
    public int Seed { get; init; } = 1;

    public int Creates { get; init; }

    public int Updates { get; init; }

    public int Deletes { get; init; }

    public int Moves { get; init; }

    public int Archives { get; init; }
}

/// <summary>Ids of the tasks that were changed. Deleted and moved ones take their subtasks with them.</summary>
public sealed record ChangedTasks
{
    public required IReadOnlyList<string> Created { get; init; }

    public required IReadOnlyList<string> Updated { get; init; }

    public required IReadOnlyList<string> Deleted { get; init; }

    public required IReadOnlyList<string> Moved { get; init; }

    public required IReadOnlyList<string> Archived { get; init; }
}

public sealed partial class WorldMutations
{
    /// <summary>Creates, updates, moves, archives and deletes tasks, in this order, each among the tasks then alive.</summary>
    public ChangedTasks Random(RandomChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (world.Gate)
        {
            var random = new SeededRandomSource(SeededRandom.Mix((ulong)changes.Seed) ^ (ulong)world.Options.Seed);
            var lists = world.Lists.Where(list => !list.IsUnderArchive).ToList();
            var created = Repeat(changes.Creates, lists.Count, n => CreateTask(random.Pick(lists).Id, string.Create(CultureInfo.InvariantCulture, $"New request {n + 1}")).Id);
            var updated = Repeat(changes.Updates, Alive, n => Rename(PickTask(random)));
            var moved = Repeat(changes.Moves, Alive, n => Move(PickTask(random), random));
            var archived = Repeat(changes.Archives, Alive, n => ArchiveTask(PickTask(random).Id).Id);
            var deleted = new List<string>();
            for (var n = 0; n < changes.Deletes && Alive > 0; n++)
            {
                deleted.Add(PickTask(random).Id);
                DeleteTask(deleted[^1]);
            }
            return new ChangedTasks { Created = created, Updated = updated, Deleted = deleted, Moved = moved, Archived = archived };
        }
    }

    private int Alive => world.WorkspaceList.Sum(workspace => workspace.TaskList.Count);

    private static List<string> Repeat(int times, int choices, Func<int, string> change) =>
        choices == 0 ? [] : [.. Enumerable.Range(0, times).Select(change)];

    private string Rename(WorkTask task)
    {
        var name = task.Name.EndsWith(", revised", StringComparison.Ordinal) ? task.Name[..^9] : task.Name + ", revised";
        return UpdateTask(task.Id, name).Id;
    }

    private string Move(WorkTask task, SeededRandomSource random)
    {
        var targets = task.List.Space.AllLists.Where(list => !list.Deleted && list != task.List).ToList();
        return targets.Count == 0 ? Rename(task) : MoveTask(task.Id, random.Pick(targets).Id).Id;
    }

    private WorkTask PickTask(SeededRandomSource random)
    {
        var index = random.Below(Alive);
        foreach (var workspace in world.WorkspaceList)
        {
            if (index < workspace.TaskList.Count)
                return workspace.TaskList[index];
            index -= workspace.TaskList.Count;
        }
        throw new InvalidOperationException("There is no task left to change.");
    }
}

/// <summary>The generator as an object, so that several methods draw from one sequence.</summary>
internal sealed class SeededRandomSource(ulong seed)
{
    private SeededRandom random = new(seed);

    public int Below(int bound) => random.Below(bound);

    public T Pick<T>(IReadOnlyList<T> from) => random.Pick(from);
}
