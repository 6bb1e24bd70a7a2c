using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Comments on tasks, with their replies. ClickUp gives them task by task: a call for each task, one more for each further 25
/// comments, and one for each comment that was replied to.
/// </summary>
internal sealed class CommentsStream : ClickUpStream
{
    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(8); // a day after the host should have asked

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "comments",
        Title = "Comments",
        Description = "Comments on tasks, with their replies. Every pull asks for those of tasks that changed; ClickUp does not say whether a comment changes its task, so all tasks are asked for theirs once a week.",
        Cost = "1 call for each task at first and once a week, which takes long under a small limit; later 1 for each task that changed.",
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
            new Column("assignee", "Assignee", ColumnType.Text),
            new Column("resolved", "Resolved", ColumnType.Boolean),
            new Column("replies", "Replies", ColumnType.Integer),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("id", "ID", ColumnType.Text),
            new Column("parent_id", "Reply to (ID)", ColumnType.Text),
            new Column("task_id", "Task ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        Hierarchy.Of(context).TaskPages.Want(Descriptor.Name);
        return TaskWalk.PartitionAsync(context, cancellationToken);
    }

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
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
        var api = new ClickUpApi(context.Http);
        var found = await Hierarchy.AllAsync(
            tasks.Where(t => t.Text("id") is not null).ToList(), (task, token) => OfTaskAsync(api, task, workspace, token), cancellationToken);
        return [.. found.SelectMany(comments => comments)];
    }

    private static async Task<List<SourceMessage>> OfTaskAsync(ClickUpApi api, JsonElement task, Workspace workspace, CancellationToken cancellationToken)
    {
        var messages = new List<SourceMessage>();
        var seen = new HashSet<string>();
        var page = "";
        while (true)
        {
            // Newest first; the date and the id of the last one bring what is older. There is no word of a last page.
            using var answer = await api.FindAsync($"v2/task/{task.Text("id")}/comment{page}", cancellationToken);
            var comments = answer?.Rows("comments").EnumerateArray().Where(c => c.Text("id") is not null).ToList() ?? [];
            var older = comments.Where(c => seen.Add(c.Text("id")!)).ToList();
            foreach (var comment in older)
            {
                messages.Add(Record(comment, parent: null, task, workspace));
                if (comment.Integer("reply_count") is > 0)
                    messages.AddRange(await RepliesAsync(api, comment.Text("id")!, task, workspace, cancellationToken));
            }

            if (older.Count == 0 || comments.Count < CommentsAPage || comments[^1].Text("date") is not { } date)
                return messages;
            page = $"?start={date}&start_id={comments[^1].Text("id")}";
        }
    }

    /// <summary>So many come at once: documented, and the only sign of an end. A full page costs a call to be sure of it.</summary>
    private const int CommentsAPage = 25;

    private static async Task<IEnumerable<SourceMessage>> RepliesAsync(
        ClickUpApi api, string comment, JsonElement task, Workspace workspace, CancellationToken cancellationToken)
    {
        using var answer = await api.FindAsync($"v2/comment/{comment}/reply", cancellationToken);
        return answer is null ? [] : [.. answer.Rows("comments").EnumerateArray().Where(c => c.Text("id") is not null).Select(c => Record(c, comment, task, workspace))];
    }

    private static RecordMessage Record(JsonElement comment, string? parent, JsonElement task, Workspace workspace) => new Cells
    {
        ["text"] = comment.Text("comment_text"),
        ["author"] = comment.At("user").PersonName(),
        ["date"] = comment.Timestamp("date"),
        ["task"] = task.Text("name"),
        ["assignee"] = comment.At("assignee").PersonName(),
        ["resolved"] = comment.Boolean("resolved"),
        ["replies"] = comment.Integer("reply_count"),
        ["workspace"] = workspace.Name,
        ["id"] = comment.Text("id"),
        ["parent_id"] = parent,
        ["task_id"] = task.Text("id"),
        ["workspace_id"] = workspace.Id,
    }.Of(comment);
}
