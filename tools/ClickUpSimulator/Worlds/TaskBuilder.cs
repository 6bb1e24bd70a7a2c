namespace ClickUpSimulator.Worlds;

/// <summary>Fills lists with tasks that read like work: subtasks, closed ones, archived ones, dates around the base date.</summary>
internal sealed class TaskBuilder(WorldOptions options, Ids ids)
{
    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;

    private readonly EvenShare archived = new(options.ArchivedTaskShare);
    private readonly EvenShare closed = new(options.ClosedTaskShare);
    private readonly EvenShare subtasks = new(options.SubtaskShare);
    private readonly EvenShare nested = new(options.NestedSubtaskShare);
    private readonly EvenShare severalLists = new(options.SeveralListsShare);
    private readonly EvenShare sameMoment = new(options.SameMomentShare);
    private readonly long today = options.BaseDate.ToUnixTimeMilliseconds();
    private SeededRandom random = new((ulong)options.Seed + 0x7A5C);
    private long previousUpdate;

    public IReadOnlyList<WorkTask> Fill(TaskList list)
    {
        var spread = options.TasksPerList / 4;
        var count = Math.Max(options.TasksPerList > 0 ? 1 : 0, random.Between(options.TasksPerList - spread, options.TasksPerList + spread));
        for (var i = 0; i < count; i++)
            list.Home.Add(NewTask(list));
        return list.Home;
    }

    public void SpreadOverSeveralLists(Space space)
    {
        // Within one space and off the archive: a token that sees one of the two lists then never has a task
        // that no endpoint would give it.
        var lists = space.AllLists.Where(list => !list.IsUnderArchive).ToList();
        if (lists.Count < 2)
            return;
        foreach (var task in lists.SelectMany(list => list.Home).ToList())
        {
            if (!severalLists.Next())
                continue;
            var other = random.Pick(lists);
            if (other == task.List)
                continue;
            task.AddedTo = [other];
            other.Added.Add(task);
        }
    }

    private WorkTask NewTask(TaskList list)
    {
        var space = list.Space;
        var (id, sequence) = ids.NextTask();
        var parent = PickParent(list);
        var status = PickStatus(space);
        var created = parent is null ? today - Day - random.Below(240 * Day) : parent.DateCreated + random.Below(Math.Max(1, today - Day - parent.DateCreated));
        var updated = PickUpdated(created);
        var assignees = PickAssignees(space);
        var due = random.Chance(0.7) ? today + (random.Below(75) - (status.IsDone ? 60 : 15)) * Day : (long?)null;
        return new WorkTask
        {
            Id = id,
            Sequence = sequence,
            Name = NameFor(list, parent),
            List = list,
            Parent = parent,
            Status = status,
            DateCreated = created,
            DateUpdated = updated,
            DateDone = status.IsDone ? updated : null,
            DateClosed = status.IsClosed ? updated : null,
            Archived = parent is { Archived: true } || archived.Next(),
            Priority = random.Chance(0.6) ? random.Pick((int[])[1, 2, 2, 3, 3, 3, 4]) : null,
            DueDate = due,
            StartDate = due is { } end && random.Chance(0.5) ? end - random.Between(1, 12) * Day : null,
            Points = random.Chance(0.4) ? random.Pick((int[])[1, 2, 3, 5, 8]) : null,
            TimeEstimate = random.Chance(0.5) ? random.Between(1, 32) * 30 * Minute : null,
            TimeSpent = random.Chance(0.25) ? random.Between(1, 40) * 15 * Minute : 0,
            Milestone = parent is null && random.Chance(0.02),
            Creator = random.Pick(space.Workspace.Members),
            Assignees = assignees,
            Tags = random.Chance(0.45) ? [random.Pick(space.Tags)] : [],
            DetailSeed = SeededRandom.Mix((ulong)options.Seed ^ ((ulong)sequence << 20)),
        };
    }

    private WorkTask? PickParent(TaskList list)
    {
        if (list.Home.Count == 0 || !subtasks.Next())
            return null;
        var wantsSubtask = nested.Next();
        var candidates = list.Home.Where(task => task.IsSubtask == wantsSubtask).ToList();
        return candidates.Count == 0 ? list.Home[0] : candidates[random.Below(candidates.Count)];
    }

    private Status PickStatus(Space space) =>
        closed.Next() ? space.Statuses[^1] : space.Statuses[random.Pick((int[])[0, 0, 0, 1, 1, 2, 3])];

    private long PickUpdated(long created)
    {
        var updated = created + random.Below(Math.Max(1, today - created));
        if (sameMoment.Next() && previousUpdate > created)
            return previousUpdate;
        previousUpdate = updated;
        return updated;
    }

    private Member[] PickAssignees(Space space)
    {
        var members = space.Workspace.Members;
        var first = random.Pick(members);
        var second = random.Pick(members);
        return random.Below(10) switch
        {
            0 or 1 => [],
            2 when first != second => [first, second],
            _ => [first],
        };
    }

    private string NameFor(TaskList list, WorkTask? parent)
    {
        var theme = list.Space.Theme;
        if (parent is not null)
        {
            var step = random.Pick(AgencyTheme.Steps);
            return parent.IsSubtask || random.Chance(0.4) ? step : $"{step}: {char.ToLowerInvariant(parent.Name[0])}{parent.Name[1..]}";
        }
        var name = $"{random.Pick(theme.Actions)} {random.Pick(theme.Subjects)}";
        return random.Below(6) switch
        {
            0 => name + ", second round",
            1 when list.Folder is { } folder => $"{name} for {folder.Name}",
            2 => $"{name} ({list.Name.ToLowerInvariant()})",
            _ => name,
        };
    }
}
