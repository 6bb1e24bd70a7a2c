using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>How long each task stood in each status: a call for each page of up to 100 tasks.</summary>
internal sealed class TimeInStatusStream : ClickUpStream
{
    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(8); // a day after the host should have asked

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "time_in_status",
        Title = "Time in status",
        Description = "How long each task has stood in each status, as of when the task last changed. Every pull asks for tasks that changed; all are asked for once a week. Needs the ClickApp Time in Status.",
        Cost = "1 call for each 100 tasks at first and once a week, beside those for the tasks themselves; later 1 for each 100 that changed.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromDays(7),
        SelectedByDefault = false,
        Columns =
        [
            new Column("task", "Task", ColumnType.Text),
            new Column("status", "Status now", ColumnType.Text),
            new Column("minutes", "Minutes in it", ColumnType.Integer, "As of when it was asked for."),
            new Column("since", "Since", ColumnType.Timestamp),
            new Column("history", "Statuses before", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("status_history", "Minutes of each status", ColumnType.Json),
            new Column("id", "Task ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
        // They grow with every minute: without this each task would be a change at each round.
        VolatilePaths = ["current_status.total_time.by_minute"],
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
        var named = tasks.Where(t => t.Text("id") is not null).ToDictionary(t => t.Text("id")!, t => t.Text("name"));
        if (named.Count == 0)
            return [];
        var query = string.Join('&', named.Keys.Select(id => $"task_ids={Uri.EscapeDataString(id)}"));
        using var answer = await new ClickUpApi(context.Http).GetFeatureAsync(
            $"v2/task/bulk_time_in_status/task_ids?{query}",
            "Time in Status is a ClickApp: an admin of the ClickUp Workspace switches it on under Settings > ClickApps.", cancellationToken);
        return [.. answer.Root.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object && named.ContainsKey(p.Name)).Select(p => Record(p, named[p.Name], workspace))];
    }

    private static RecordMessage Record(JsonProperty task, string? name, Workspace workspace) => new Cells
    {
        ["task"] = name,
        ["status"] = task.Value.Text("current_status", "status"),
        ["minutes"] = task.Value.Integer("current_status", "total_time", "by_minute"),
        ["since"] = task.Value.Timestamp("current_status", "total_time", "since"),
        ["history"] = task.Value.Joined("status_history", s => s.Text("status")),
        ["workspace"] = workspace.Name,
        ["status_history"] = task.Value.Json("status_history"),
        ["id"] = task.Name,
        ["workspace_id"] = workspace.Id,
    }.Of(task.Value);
}
