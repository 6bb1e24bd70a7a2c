using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Walks through the tasks of a ClickUp Workspace, page by page. The task pages of a ClickUp Workspace bring 100 tasks a call
/// whatever list they are in, but nothing of what lies in the archive: lists there are read one by one, once a day.
/// </summary>
/// <remarks>
/// Pages are always asked for by date of creation, which does not change, newest first: a task that is created or changed
/// during the walk pushes others to a later page, where they come again, and never to one that was already read. Sorted by date of
/// change, oldest first, each change would pull the tasks after it one place forward, over the edge of the page.
/// A task in several lists comes with its home list; lists in the archive are asked for their further tasks too, since the
/// token may not see the home list of these.
/// </remarks>
/// <param name="context">Of the pull.</param>
/// <param name="workspace">Whose tasks.</param>
/// <param name="slim">Whether id, name and date of a task do: then pages may be those of the pull's other streams.</param>
internal sealed class TaskWalk(ISourceContext context, Workspace workspace, bool slim = false)
{
    private const string Selection = "order_by=created&subtasks=true&include_closed=true";

    private readonly Hierarchy _hierarchy = Hierarchy.Of(context);

    /// <summary>One partition for each ClickUp Workspace.</summary>
    public static async IAsyncEnumerable<Partition> PartitionAsync(
        ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var workspace in await Hierarchy.Of(context).WorkspacesAsync(cancellationToken))
            yield return new Partition(workspace.Id, workspace.Name);
    }

    public static async Task<TaskWalk> OfAsync(ISourceContext context, Partition partition, CancellationToken cancellationToken) =>
        new(context, await WorkspaceOfAsync(context, partition, cancellationToken));

    /// <summary>The ClickUp Workspace that a partition is.</summary>
    public static async Task<Workspace> WorkspaceOfAsync(ISourceContext context, Partition partition, CancellationToken cancellationToken) =>
        (await Hierarchy.Of(context).WorkspacesAsync(cancellationToken)).FirstOrDefault(w => w.Id == partition.Key)
        ?? throw new AccessDeniedException(
            $"This token no longer sees the ClickUp Workspace {partition.Title}. Ask one of its admins to invite the person again, or use the token of somebody who is in it.");

    /// <summary>Reads from where the request says to the end.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="fullEvery">How often everything is read although only changes are asked for; null: never.</param>
    /// <param name="read">What comes of a page of tasks.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<SourceMessage> ReadAsync(
        ReadRequest request, TimeSpan? fullEvery,
        Func<IReadOnlyList<JsonElement>, SpaceNames, CancellationToken, Task<IReadOnlyList<SourceMessage>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new TaskPages(new ClickUpApi(context.Http), workspace, _hierarchy.TaskPages);
        using var lead = slim ? null : _hierarchy.TaskPages.Lead(workspace.Id);
        var archive = new TaskArchive(_hierarchy, workspace);
        var workspaces = await _hierarchy.WorkspacesAsync(cancellationToken);
        var walk = TaskWalkState.For(request, context.Clock.GetUtcNow(), fullEvery, TurnOf(workspaces));
        var spaces = new SpaceNames(_hierarchy, workspace, walk.Full || walk.VisitsArchive ? null : walk.SpaceNames);

        while (walk.Phase != TaskWalkPhase.Done)
        {
            var path = Path(walk);
            await foreach (var page in lead is null ? pages.ReadSlimAsync(path, walk, cancellationToken) : pages.ReadAsync(lead, path, walk, cancellationToken))
            {
                var tasks = page.Tasks.EnumerateArray().ToList();
                var messages = await read(tasks, spaces, cancellationToken);
                lead?.Rests = true;
                foreach (var message in messages)
                    yield return message;
                walk = walk.Next(page, tasks.Select(t => t.Integer("date_updated") ?? 0).DefaultIfEmpty().Max(), context.Clock.GetUtcNow());
                if (!page.IsLast)
                    yield return new CheckpointMessage(walk.ToCheckpoint());
                lead?.Rests = false;
            }

            walk = await AdvanceAsync(walk, archive, cancellationToken);
            if (walk.Phase == TaskWalkPhase.Done)
                walk = walk with { SpaceNames = spaces.Remembered };
            lead?.Rests = true;
            yield return new CheckpointMessage(walk.ToCheckpoint());
            lead?.Rests = false;
        }

        lead?.Finish();
        yield return new StreamCompleteMessage(walk.Full, walk.Full ? await archive.SightAsync(cancellationToken) : null);
    }

    private async Task<TaskWalkState> AdvanceAsync(TaskWalkState walk, TaskArchive archive, CancellationToken cancellationToken)
    {
        switch (walk.Phase)
        {
            case TaskWalkPhase.Living when walk.VisitsArchived:
                return walk.Enter(TaskWalkPhase.Archived);
            case TaskWalkPhase.Living or TaskWalkPhase.Archived when !walk.VisitsArchive:
                return walk.Finish(archive: null, context.Clock.GetUtcNow());
            case TaskWalkPhase.ListLiving:
                return walk.Enter(TaskWalkPhase.ListArchived, walk.List);
            case TaskWalkPhase.ListArchived:
                walk = walk.Read(walk.List!);
                break;
        }

        var lists = await archive.ListsAsync(cancellationToken);
        return lists.FirstOrDefault(l => string.CompareOrdinal(l, walk.List) > 0) is { } next
            ? walk.Enter(TaskWalkPhase.ListLiving, next)
            : walk.Finish(lists, context.Clock.GetUtcNow());
    }

    private string Path(TaskWalkState walk)
    {
        var archived = walk.Phase is TaskWalkPhase.Archived or TaskWalkPhase.ListArchived ? "true" : "false";
        var place = walk.List is { } list ? $"list/{list}" : $"team/{workspace.Id}";
        var selection = walk.List is null ? Selection : Selection + "&include_timl=true";
        var changed = walk.UpdatedAfter() is { } after ? $"&date_updated_gt={after}" : "";
        return $"v2/{place}/task?{selection}&archived={archived}{changed}";
    }

    private ArchiveTurn TurnOf(IReadOnlyList<Workspace> workspaces) =>
        new(workspaces.TakeWhile(w => w.Id != workspace.Id).Count(), workspaces.Count);
}

/// <summary>
/// Which ClickUp Workspace it is of how many. Archived tasks are a call of their own for each: of many ClickUp Workspaces only
/// some are asked for theirs in one pull, in turns.
/// </summary>
internal readonly record struct ArchiveTurn(int Index, int Of)
{
    private const int MostInOnePull = 4;

    public bool IsOn(int round) => (round + Index) % Math.Max(1, (Of + MostInOnePull - 1) / MostInOnePull) == 0;
}
