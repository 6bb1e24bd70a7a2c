using ClickUpSimulator.Sight;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Mutations;

/// <summary>
/// What people do in ClickUp while others read it. Every change of a task moves its date_updated to a moment later
/// than all before. Ids that do not exist throw <see cref="ArgumentException"/>.
/// </summary>
public sealed partial class WorldMutations
{
    private readonly World world;
    private readonly AccessTokens tokens;

    internal WorldMutations(World world, AccessTokens tokens)
    {
        this.world = world;
        this.tokens = tokens;
    }

    public WorkTask CreateTask(string listId, string name, string? parentId = null)
    {
        lock (world.Gate)
        {
            var list = List(listId);
            var (id, sequence) = world.Ids.NextTask();
            var now = world.NextStamp();
            var task = new WorkTask
            {
                Id = id,
                Sequence = sequence,
                Name = name,
                List = list,
                Parent = parentId is null ? null : Task(parentId),
                Status = list.Space.Statuses[0],
                DateCreated = now,
                DateUpdated = now,
                Creator = tokens.OwnerToken.User,
                Assignees = [],
                Tags = [],
                DetailSeed = SeededRandom.Mix((ulong)world.Options.Seed ^ ((ulong)sequence << 20)),
            };
            list.Home.Add(task);
            list.Space.Workspace.TaskList.Add(task);
            world.TasksById.Add(id, task);
            world.Changed();
            world.Tell("taskCreated", task);
            return task;
        }
    }

    /// <summary>Changes what is given; a task touched without any of it gets a new date_updated all the same.</summary>
    public WorkTask UpdateTask(string taskId, string? name = null, string? status = null, int? priority = null, long? dueDate = null)
    {
        lock (world.Gate)
        {
            var task = Task(taskId);
            if (priority is < 1 or > 4)
                throw new ArgumentException("Priority is from 1 (urgent) to 4 (low).", nameof(priority));
            var next = status is null ? null : task.List.Space.Statuses.FirstOrDefault(known => known.Name == status)
                ?? throw new ArgumentException($"The space has no status '{status}'.", nameof(status));
            Stamp(task);
            task.Name = name ?? task.Name;
            task.Priority = priority ?? task.Priority;
            task.DueDate = dueDate ?? task.DueDate;
            if (next is not null)
                SetStatus(task, next);
            world.Changed();
            return task;
        }
    }

    /// <summary>Deletes a task with its subtasks. Asking for one of them by id is then answered 404.</summary>
    public void DeleteTask(string taskId)
    {
        lock (world.Gate)
        {
            Remove(Family(Task(taskId)));
            world.Changed();
        }
    }

    /// <summary>Moves a task with its subtasks to another list of the same ClickUp Workspace.</summary>
    public WorkTask MoveTask(string taskId, string listId)
    {
        lock (world.Gate)
        {
            var task = Task(taskId);
            var target = List(listId);
            if (target.Space.Workspace != task.List.Space.Workspace)
                throw new ArgumentException("A task moves within its ClickUp Workspace only.", nameof(listId));
            foreach (var member in Family(task))
            {
                member.List.Home.Remove(member);
                target.Home.Add(member);
                var sameStatus = target.Space.Statuses.First(status => status.OrderIndex == member.Status.OrderIndex);
                Detach(member, target);
                member.List = target;
                member.Status = sameStatus;
                Stamp(member);
                world.Tell("taskMoved", member);
            }
            world.Changed();
            return task;
        }
    }

    /// <summary>Archives a task with its subtasks, or brings them back.</summary>
    public WorkTask ArchiveTask(string taskId, bool archived = true)
    {
        lock (world.Gate)
        {
            var task = Task(taskId);
            foreach (var member in Family(task))
            {
                member.Archived = archived;
                Stamp(member);
            }
            world.Changed();
            return task;
        }
    }

    /// <summary>Adds a task to a second list of its space ("tasks in multiple lists").</summary>
    public WorkTask AddToList(string taskId, string listId)
    {
        lock (world.Gate)
        {
            var task = Task(taskId);
            var list = List(listId);
            if (list.Space != task.List.Space)
                throw new ArgumentException("The simulator adds a task to lists of its own space only.", nameof(listId));
            if (list != task.List && !task.AddedTo.Contains(list))
            {
                task.AddedTo = [.. task.AddedTo, list];
                list.Added.Add(task);
            }
            Stamp(task);
            world.Changed();
            return task;
        }
    }

    private static void SetStatus(WorkTask task, Status status)
    {
        task.Status = status;
        task.DateDone = status.IsDone ? task.DateUpdated : null;
        task.DateClosed = status.IsClosed ? task.DateUpdated : null;
    }

    private static void Detach(WorkTask task, TaskList from)
    {
        if (!task.AddedTo.Contains(from))
            return;
        task.AddedTo = [.. task.AddedTo.Where(list => list != from)];
        from.Added.Remove(task);
    }

    /// <summary>The task and everything below it; a subtask may have been moved to another list than its parent.</summary>
    private static List<WorkTask> Family(WorkTask task) =>
        [.. task.List.Space.Workspace.TaskList.Where(member => member.IsUnder(task))];

    private void Remove(IReadOnlyCollection<WorkTask> gone)
    {
        foreach (var task in gone)
        {
            world.Tell("taskDeleted", task);
            task.Deleted = true;
            task.Body = null;
            foreach (var list in task.AddedTo)
                list.Added.Remove(task);
        }
        foreach (var list in gone.Select(task => task.List).Distinct().ToList())
            list.Home.RemoveAll(task => task.Deleted);
        foreach (var workspace in gone.Select(task => task.List.Space.Workspace).Distinct().ToList())
            workspace.TaskList.RemoveAll(task => task.Deleted);
    }

    private void Stamp(WorkTask task)
    {
        task.DateUpdated = world.NextStamp();
        task.Body = null;
        world.Tell("taskUpdated", task);
    }

    private WorkTask Task(string id) =>
        world.TryFindTask(id, out var task) ? task : throw new ArgumentException($"There is no task '{id}'.", nameof(id));

    private TaskList List(string id) =>
        world.TryFindList(id, out var list) ? list : throw new ArgumentException($"There is no list '{id}'.", nameof(id));
}
