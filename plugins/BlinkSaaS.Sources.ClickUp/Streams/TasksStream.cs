using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Tasks, a partition for each ClickUp Workspace. How they are walked through is <see cref="TaskWalk"/>'s.</summary>
internal sealed class TasksStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "tasks",
        Title = "Tasks",
        Description = "Tasks and subtasks, closed and archived ones too, with a column for each custom field. Every pull brings what changed; tasks in archived lists, folders and spaces are brought up to date once a day.",
        Cost = "1 call for each 100 tasks at first; later 1 for each 100 that changed, and 2 for each list in the archive once a day.",
        PrimaryKey = ["id"],
        VersionColumn = "updated",
        Incremental = true,
        Columns = TaskRecord.Columns,
    };

    public override IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        Hierarchy.Of(context).TaskPages.ExpectLead();
        return TaskWalk.PartitionAsync(context, cancellationToken);
    }

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workspace = await TaskWalk.WorkspaceOfAsync(context, request.Partition, cancellationToken);
        var fields = new FieldColumns();
        var messages = new TaskWalk(context, workspace).ReadAsync(
            request, fullEvery: null, (tasks, spaces, token) => ReadPageAsync(context, tasks, workspace, spaces, fields, token), cancellationToken);
        await foreach (var message in messages)
            yield return message;
    }

    private static async Task<IReadOnlyList<SourceMessage>> ReadPageAsync(
        ISourceContext context, IReadOnlyList<JsonElement> tasks, Workspace workspace, SpaceNames spaces, FieldColumns fields, CancellationToken cancellationToken)
    {
        var messages = new List<SourceMessage>(tasks.Count + 1);
        foreach (var task in tasks)
        {
            var space = await spaces.FindAsync(task.Text("space", "id"), cancellationToken);
            if (TaskRecord.From(task, workspace, space, fields) is { } record)
                messages.Add(record);
            else
                context.Log(SourceLogLevel.Warning, "ClickUp sent a task without an id; it is left out.");
        }

        if (fields.TakeNew() is { Count: > 0 } columns)
            messages.Insert(0, new ColumnsMessage(columns));
        return messages;
    }
}
