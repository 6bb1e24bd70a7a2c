using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Recorded time, of everybody whose time the token may see. ClickUp gives it by when it started, without pages, and of the last
/// thirty days where no span is named: so it is read in windows, each named.
/// </summary>
internal sealed class TimeEntriesStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "time_entries",
        Title = "Time entries",
        Description = "Recorded time, on tasks and on none. With the token of an owner or admin everybody's, otherwise only its own person's. Every pull reads the last 30 days and one older quarter in turns: an edit of old time is found when its quarter comes round.",
        Cost = "1 call for each quarter since the first member joined, at first; later 2 for each ClickUp Workspace.",
        PrimaryKey = ["id"],
        VersionColumn = "updated",
        Incremental = true,
        SelectedByDefault = false,
        Columns =
        [
            new Column("user", "Person", ColumnType.Text),
            new Column("task", "Task", ColumnType.Text),
            new Column("duration", "Duration (ms)", ColumnType.Integer, "In milliseconds; none while the timer runs."),
            new Column("running", "Running", ColumnType.Boolean),
            new Column("start", "Start", ColumnType.Timestamp),
            new Column("end", "End", ColumnType.Timestamp),
            new Column("description", "Description", ColumnType.Text),
            new Column("billable", "Billable", ColumnType.Boolean),
            new Column("tags", "Tags", ColumnType.Text),
            new Column("source", "Recorded with", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("updated", "Updated", ColumnType.Timestamp),
            new Column("id", "ID", ColumnType.Text),
            new Column("user_id", "Person ID", ColumnType.Integer),
            new Column("task_id", "Task ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, CancellationToken cancellationToken) =>
        TaskWalk.PartitionAsync(context, cancellationToken);

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workspace = await TaskWalk.WorkspaceOfAsync(context, request.Partition, cancellationToken);
        var windows = TimeWindows.Of(workspace, context.Clock.GetUtcNow());
        var people = new TimeOfPeople(context, workspace);
        var state = TimeWalkState.For(request);
        var isFull = !state.Done;
        // A first walk goes on where it stopped; later the newest window, and one of the others in turns.
        IReadOnlyList<int> due = isFull
            ? [.. Enumerable.Range(0, windows.Count).Skip(state.Next)]
            : [.. new[] { state.Next % windows.Count, windows.Count - 1 }.Distinct()];
        foreach (var number in due)
        {
            foreach (var entry in await people.ReadAsync(windows[number], cancellationToken))
            {
                if (entry.Text("id") is not null)
                    yield return Record(entry, workspace);
            }

            if (isFull)
                yield return new TimeWalkState(number + 1, Done: false).ToMessage();
        }

        if (people.Warning is { } warning)
            yield return new WarningMessage(warning);
        yield return new TimeWalkState(isFull ? 0 : (state.Next + 1) % windows.Count, Done: true).ToMessage();
        // Where only some people's time is seen, another's is out of sight and not gone.
        yield return new StreamCompleteMessage(isFull, [$"workspace:{workspace.Id}", .. people.Sight]);
    }

    private static RecordMessage Record(JsonElement entry, Workspace workspace)
    {
        var duration = entry.Integer("duration");
        return new Cells
        {
            ["user"] = entry.At("user").PersonName(),
            ["task"] = entry.Text("task", "name"),
            ["duration"] = duration is >= 0 ? duration : null,
            ["running"] = duration is < 0,
            ["start"] = entry.Timestamp("start"),
            ["end"] = entry.Timestamp("end"),
            ["description"] = entry.Text("description"),
            ["billable"] = entry.Boolean("billable"),
            ["tags"] = entry.Joined("tags", t => t.Text("name")),
            ["source"] = entry.Text("source"),
            ["workspace"] = workspace.Name,
            ["updated"] = entry.Timestamp("at"),
            ["id"] = entry.Text("id"),
            ["user_id"] = entry.Integer("user", "id"),
            ["task_id"] = entry.Text("task", "id"),
            ["workspace_id"] = workspace.Id,
        }.Of(entry);
    }
}
