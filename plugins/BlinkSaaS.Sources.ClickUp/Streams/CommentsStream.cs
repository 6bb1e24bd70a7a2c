using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Comments on tasks, lists and chat views, with their replies. ClickUp gives them task by task, list by list and view by view: a
/// call for each, one more for each further 25 comments, and one for each comment that was replied to. Of tasks a change is a
/// sign that they may have new ones; lists and views give none, and are asked in the slower round only.
/// </summary>
internal sealed class CommentsStream : ClickUpStream
{
    /// <summary>The partition of what is said elsewhere than on tasks; others are named after their ClickUp Workspace.</summary>
    private static readonly Partition Places = new("places", "Lists and chat views");

    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(8); // a day after the host should have asked

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "comments",
        Title = "Comments",
        Description = "Comments on tasks, lists and chat views, with their replies. Every pull asks for those of tasks that changed; ClickUp does not say whether a comment changes its task, so all tasks are asked for theirs once a week, and lists and chat views only then.",
        Cost = "1 call for each task at first and once a week, which takes long under a small limit, with 2 for each list and 1 for each ClickUp Workspace, space, folder and chat view; later 1 for each task that changed.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromDays(7),
        SelectedByDefault = false,
        Columns =
        [
            new Column("text", "Comment", ColumnType.Text),
            new Column("author", "Author", ColumnType.Text),
            new Column("date", "Date", ColumnType.Timestamp),
            new Column("task", "Task", ColumnType.Text),
            new Column("list", "List", ColumnType.Text, "Of a comment on a list itself."),
            new Column("view", "Chat view", ColumnType.Text),
            new Column("assignee", "Assignee", ColumnType.Text),
            new Column("resolved", "Resolved", ColumnType.Boolean),
            new Column("replies", "Replies", ColumnType.Integer),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("id", "ID", ColumnType.Text),
            new Column("parent_id", "Reply to (ID)", ColumnType.Text),
            new Column("task_id", "Task ID", ColumnType.Text),
            new Column("list_id", "List ID", ColumnType.Text),
            new Column("view_id", "Chat view ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Hierarchy.Of(context).TaskPages.Want(Descriptor.Name);
        await foreach (var partition in TaskWalk.PartitionAsync(context, cancellationToken))
            yield return partition;
        yield return Places;
    }

    public override IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        request.Partition.Key == Places.Key ? PlaceComments.ReadAsync(context, request, FullEvery, cancellationToken) : OfTasksAsync(context, request, cancellationToken);

    private static async IAsyncEnumerable<SourceMessage> OfTasksAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workspace = await TaskWalk.WorkspaceOfAsync(context, request.Partition, cancellationToken);
        await foreach (var message in new TaskWalk(context, workspace, slim: true).ReadAsync(
            request, FullEvery, (tasks, _, token) => ReadPageAsync(context, tasks, workspace, token), cancellationToken))
        {
            yield return message;
        }
    }

    private static async Task<IReadOnlyList<SourceMessage>> ReadPageAsync(
        ISourceContext context, IReadOnlyList<JsonElement> tasks, Workspace workspace, CancellationToken cancellationToken)
    {
        var discussion = new Discussion(new ClickUpApi(context.Http));
        var found = await Hierarchy.AllAsync(
            tasks.Where(t => t.Text("id") is not null).ToList(),
            (task, token) => discussion.ReadAsync(new DiscussedThing("task", task.Text("id")!, task.Text("name"), workspace), token), cancellationToken);
        return [.. found.SelectMany(comments => comments)];
    }
}
