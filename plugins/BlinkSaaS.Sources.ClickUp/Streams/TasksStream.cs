using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Tasks, a partition for each ClickUp Workspace. The task pages of a ClickUp Workspace bring 100 tasks a call whatever list
/// they are in, but nothing of what lies in the archive: lists there are read one by one.
/// </summary>
/// <remarks>
/// Pages are always asked for by date of creation, which does not change, newest first: a task that is created or changed
/// during the walk pushes others to a later page, where they come again, and never to one that was already read. Sorted by date of
/// change, oldest first, each change would pull the tasks after it one place forward, over the edge of the page.
/// A task in several lists comes with its home list; lists in the archive are asked for their further tasks too, since the
/// token may not see the home list of these.
/// </remarks>
internal sealed class TasksStream : ClickUpStream
{
    private const string Selection = "order_by=created&subtasks=true&include_closed=true";

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "tasks",
        Title = "Tasks",
        Description = "Tasks and subtasks, closed and archived ones too. Every pull brings what changed; tasks in archived lists, folders and spaces are brought up to date once a day.",
        PrimaryKey = ["id"],
        VersionColumn = "updated",
        Incremental = true,
        Columns = TaskRecord.Columns,
    };

    public override async IAsyncEnumerable<Partition> PartitionAsync(
        ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var workspace in await Hierarchy.Of(context).WorkspacesAsync(cancellationToken))
            yield return new Partition(workspace.Id, workspace.Name);
    }

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hierarchy = Hierarchy.Of(context);
        var workspace = await FindAsync(hierarchy, request.Partition, cancellationToken);
        var spaces = (await hierarchy.SpacesAsync(workspace, cancellationToken)).ToDictionary(s => s.Id);
        var api = new ClickUpApi(context.Http);
        var archive = new Archive(hierarchy, workspace, spaces.Values);
        var walk = TaskWalkState.For(request, context.Clock.GetUtcNow());

        while (walk.Phase != TaskWalkPhase.Done)
        {
            await foreach (var page in TaskPages.ReadAsync(api, Path(walk, workspace), walk.Page, walk.Print, cancellationToken))
            {
                var latest = 0L;
                foreach (var task in page.Tasks.EnumerateArray())
                {
                    latest = Math.Max(latest, task.Integer("date_updated") ?? 0);
                    if (TaskRecord.From(task, workspace, spaces) is { } record)
                        yield return record;
                    else
                        context.Log(SourceLogLevel.Warning, "ClickUp sent a task without an id; it is left out.");
                }

                walk = walk.Next(page, latest, context.Clock.GetUtcNow());
                if (!page.IsLast)
                    yield return new CheckpointMessage(walk.ToCheckpoint());
            }

            walk = await AdvanceAsync(walk, archive, context.Clock, cancellationToken);
            yield return new CheckpointMessage(walk.ToCheckpoint());
        }

        yield return new StreamCompleteMessage(walk.Full, walk.Full ? await archive.SightAsync(cancellationToken) : null);
    }

    private static async Task<TaskWalkState> AdvanceAsync(
        TaskWalkState walk, Archive archive, TimeProvider clock, CancellationToken cancellationToken)
    {
        switch (walk.Phase)
        {
            case TaskWalkPhase.Living:
                return walk.Enter(TaskWalkPhase.Archived);
            case TaskWalkPhase.Archived when !walk.VisitsArchive:
                return walk.Finish(archive: null, clock.GetUtcNow());
            case TaskWalkPhase.ListLiving:
                return walk.Enter(TaskWalkPhase.ListArchived, walk.List);
            case TaskWalkPhase.ListArchived:
                walk = walk.Read(walk.List!);
                break;
        }

        var lists = await archive.ListsAsync(cancellationToken);
        return lists.FirstOrDefault(l => string.CompareOrdinal(l, walk.List) > 0) is { } next
            ? walk.Enter(TaskWalkPhase.ListLiving, next)
            : walk.Finish(lists, clock.GetUtcNow());
    }

    private static string Path(TaskWalkState walk, Workspace workspace)
    {
        var archived = walk.Phase is TaskWalkPhase.Archived or TaskWalkPhase.ListArchived ? "true" : "false";
        var place = walk.List is { } list ? $"list/{list}" : $"team/{workspace.Id}";
        var selection = walk.List is null ? Selection : Selection + "&include_timl=true";
        var changed = walk.UpdatedAfter() is { } after ? $"&date_updated_gt={after}" : "";
        return $"v2/{place}/task?{selection}&archived={archived}{changed}";
    }

    private static async Task<Workspace> FindAsync(Hierarchy hierarchy, Partition partition, CancellationToken cancellationToken) =>
        (await hierarchy.WorkspacesAsync(cancellationToken)).FirstOrDefault(w => w.Id == partition.Key)
        ?? throw new AccessDeniedException(
            $"This token no longer sees the ClickUp Workspace {partition.Title}. Ask one of its admins to invite the person again, or use the token of somebody who is in it.");

    /// <summary>The lists that the task pages of a ClickUp Workspace leave out.</summary>
    private sealed class Archive(Hierarchy hierarchy, Workspace workspace, IReadOnlyCollection<Space> spaces)
    {
        /// <summary>Their ids, in order.</summary>
        public async Task<IReadOnlyList<string>> ListsAsync(CancellationToken cancellationToken) =>
            [.. (await AllAsync(cancellationToken)).Where(l => l.IsInArchive).Select(l => l.Id).Distinct().Order(StringComparer.Ordinal)];

        /// <summary>Everything that the token sees, for telling "gone" from "out of sight".</summary>
        public async Task<IReadOnlyList<string>> SightAsync(CancellationToken cancellationToken) =>
            [.. spaces.Select(s => $"space:{s.Id}"), .. (await AllAsync(cancellationToken)).Select(l => $"list:{l.Id}")];

        private async Task<List<TaskList>> AllAsync(CancellationToken cancellationToken)
        {
            var lists = new List<TaskList>(await hierarchy.SharedListsAsync(workspace, cancellationToken));
            foreach (var space in spaces)
                lists.AddRange(await hierarchy.ListsAsync(space, cancellationToken));
            return lists;
        }
    }
}
