using System.Globalization;

namespace ClickUpSimulator.Worlds;

/// <summary>
/// Adds what stands beside the tasks: groups, goals, views, docs, comments, recorded time, further custom fields. It draws from
/// a sequence of its own, so that the tasks of a seed stay what they are.
/// </summary>
internal sealed class SideBuilder(World world, WorldOptions options)
{
    private const long Day = 86_400_000;

    private readonly long today = options.BaseDate.ToUnixTimeMilliseconds();
    private readonly EvenShare commented = new(options.CommentedShare);
    private SeededRandom random = new(SeededRandom.Mix((ulong)options.Seed + 0x51DE));
    private long numbers = 90_110_000_000 + options.Seed % 1000 * 1_000_000L;

    public void Fill()
    {
        foreach (var workspace in world.WorkspaceList)
        {
            AddTypesAndGroups(workspace);
            AddFields(workspace);
            for (var goal = 0; goal < options.GoalsPerWorkspace; goal++)
                workspace.Goals.Add(NewGoal(workspace, goal));
            AddViews(workspace);
            for (var doc = 0; doc < options.DocsPerWorkspace; doc++)
                workspace.Docs.Add(NewDoc(workspace, doc));
            foreach (var task in workspace.TaskList)
                Discuss(task);
            AddTime(workspace);
            AddChats(workspace);
        }
    }

    public string NextNumber() => (++numbers).ToString(CultureInfo.InvariantCulture);

    private void AddTypesAndGroups(ClickUpWorkspace workspace)
    {
        workspace.TaskTypes.Add(new TaskType(1, "Milestone", "Milestones", "A mark on the way"));
        workspace.TaskTypes.Add(new TaskType(1001, "Bug", "Bugs", "Something that does not work"));
        workspace.TaskTypes.Add(new TaskType(1002, "Request", "Requests", ""));
        foreach (var name in (string[])["Design crew", "Directors"])
        {
            workspace.Groups.Add(new UserGroup
            {
                Id = random.NextGuid().ToString(),
                Name = name,
                Creator = workspace.Members[0],
                DateCreated = today - random.Between(100, 600) * Day,
                Members = [.. workspace.Members.Where((_, i) => i % 2 == workspace.Groups.Count % 2)],
            });
        }
    }

    /// <summary>Fields at every level, two of one name, and one of a type that nobody knows.</summary>
    private void AddFields(ClickUpWorkspace workspace)
    {
        workspace.Fields = [Field("Region", "drop_down", "North", "South", "Overseas"), Field("Client contact", "email")];
        string[] types = ["location", "manual_progress", "automatic_progress", "tasks", "signature", "phone"];
        foreach (var (space, index) in workspace.SpaceList.Select((space, index) => (space, index)))
        {
            if (space.FolderList.FirstOrDefault() is { } folder)
                folder.Fields = [Field("Budget", "number")];
            if (space.AllLists.FirstOrDefault() is { } list)
                list.OwnFields = [.. types.Where((_, i) => i % 3 == index % 3).Select(type => Field("Extra " + type.Replace('_', ' '), type))];
        }
    }

    private CustomField Field(string name, string type, params string[] choices) => new(
        random.NextGuid().ToString(), name, type, today - random.Between(250, 800) * Day,
        [.. choices.Select((choice, order) => new FieldOption(random.NextGuid().ToString(), choice, null, order))]);

    private Goal NewGoal(ClickUpWorkspace workspace, int index) => new()
    {
        Id = random.NextGuid().ToString(),
        Name = $"Goal {index + 1} of {workspace.Name}",
        Folder = index % 3 == 2 ? (workspace.Groups[0].Id, "This year") : null,
        Owner = random.Pick(workspace.Members),
        DateCreated = today - random.Between(10, 300) * Day,
        DueDate = index % 2 == 0 ? today + random.Between(10, 100) * Day : null,
        Completed = index % 4 == 1,
        KeyResults =
        [
            .. Enumerable.Range(0, index % 4).Select(n => new KeyResult
            {
                Id = random.NextGuid().ToString(),
                Name = $"Result {n + 1}",
                Owner = random.Pick(workspace.Members),
                Current = random.Between(0, 100),
            }),
        ],
    };

    private void AddViews(ClickUpWorkspace workspace)
    {
        void Add(string parent, int parentType, string name, string type) =>
            workspace.ViewList.Add(new View($"8c{NextNumber()}-{workspace.ViewList.Count}", name, type, parent, parentType));

        Add(workspace.Id, 7, "Everything by date", "calendar");
        foreach (var space in workspace.SpaceList)
        {
            Add(space.Id, 4, space.Name + " board", "board");
            foreach (var folder in space.FolderList)
                Add(folder.Id, 5, folder.Name + " table", "table");
            foreach (var list in space.AllLists)
                Add(list.Id, 6, list.Name, "list");
        }
    }

    private Doc NewDoc(ClickUpWorkspace workspace, int index)
    {
        var created = today - random.Between(20, 400) * Day;
        var updated = created + random.Between(1, 15) * Day;
        return new Doc
        {
            Id = $"8c{NextNumber()}-{index}",
            Name = $"Handbook {index + 1}",
            Creator = random.Pick(workspace.Members),
            DateCreated = created,
            DateUpdated = updated,
            Archived = index % 5 == 4,
            ParentId = workspace.Id,
            Pages = [.. Enumerable.Range(0, 1 + index % 3).Select(n => NewPage(n, updated, below: n == 0 ? 1 + index % 2 : 0))],
        };
    }

    private DocPage NewPage(int index, long updated, int below) => new()
    {
        Id = $"8c{NextNumber()}-{index}",
        Name = $"Chapter {index + 1}",
        Content = $"{random.Pick(AgencyTheme.Sentences)}\n\n{random.Pick(AgencyTheme.Sentences)}",
        DateUpdated = updated,
        Below = [.. Enumerable.Range(0, below).Select(n => NewPage(n, updated, 0))],
    };

    /// <summary>One discussion in twelve is longer than the 25 comments of a page.</summary>
    private void Discuss(WorkTask task)
    {
        if (!commented.Next())
            return;
        var count = random.Below(12) == 0 ? random.Between(26, 60) : random.Between(1, 4);
        Discuss(task.CommentList = new List<Comment>(count), count, task.DateCreated, task.List.Space.Workspace, new Commented(Task: task));
    }

    /// <summary>A chat for all, one in each space, folder and third list, and what was said there and on the lists themselves.</summary>
    private void AddChats(ClickUpWorkspace workspace)
    {
        if (options.CommentedShare <= 0)
            return;
        void Add(string parent, int parentType, string name)
        {
            var chat = new View($"8c{NextNumber()}-{workspace.ViewList.Count}", name, View.Chat, parent, parentType);
            workspace.ViewList.Add(chat);
            Discuss(chat.CommentList, workspace.ViewList.Count % 4 == 0 ? 0 : random.Between(1, 30), today - 90 * Day, workspace, new Commented(View: chat));
        }

        Add(workspace.Id, 7, "Chat");
        foreach (var space in workspace.SpaceList)
        {
            Add(space.Id, 4, space.Name + " chat");
            foreach (var folder in space.FolderList)
                Add(folder.Id, 5, folder.Name + " chat");
            foreach (var (list, index) in space.AllLists.Select((list, index) => (list, index)))
            {
                if (index % 3 == 0)
                    Add(list.Id, 6, list.Name + " chat");
                if (index % 2 == 0)
                    Discuss(list.CommentList, random.Between(1, 30), today - 60 * Day, workspace, new Commented(List: list));
            }
        }
    }

    private void Discuss(List<Comment> comments, int count, long from, ClickUpWorkspace workspace, Commented on)
    {
        for (var n = 0; n < count; n++)
        {
            // Now and then two in one millisecond, as when a bot writes.
            var comment = NewComment(workspace, from + n / 2 * 60_000L);
            comments.Add(comment);
            world.CommentsById.Add(comment.Id, (comment, on));
            for (var reply = random.Below(6) - 3; reply > 0; reply--)
                comment.Replies.Add(NewComment(workspace, comment.Date + reply * 30_000L));
        }
    }

    private Comment NewComment(ClickUpWorkspace workspace, long date) => new()
    {
        Id = NextNumber(),
        Text = random.Pick(AgencyTheme.Sentences),
        Author = random.Pick(workspace.Members),
        Date = date,
        Resolved = random.Chance(0.1),
    };

    private void AddTime(ClickUpWorkspace workspace)
    {
        foreach (var task in workspace.TaskList.Where(task => task.TimeSpent > 0))
            workspace.TimeEntries.Add(NewEntry(workspace, task, task.DateCreated + random.Below(Math.Max(1, today - task.DateCreated)), task.TimeSpent));
        // Time on no task, a timer that runs, and an entry from long before anybody had joined.
        workspace.TimeEntries.Add(NewEntry(workspace, null, today - 3 * Day, 900_000));
        workspace.TimeEntries.Add(NewEntry(workspace, null, today - 600_000, -600_000));
        workspace.TimeEntries.Add(NewEntry(workspace, null, today - 3000 * Day, 3_600_000));
    }

    private TimeEntry NewEntry(ClickUpWorkspace workspace, WorkTask? task, long start, long duration) => new()
    {
        Id = (4_100_000_000_000_000_000 + random.Below(1_000_000_000_000L)).ToString(CultureInfo.InvariantCulture),
        User = random.Pick(workspace.Members),
        Task = task,
        Start = start,
        Duration = duration,
        At = start + Math.Abs(duration),
        Billable = random.Chance(0.5),
    };
}
