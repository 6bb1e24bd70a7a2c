namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Lists, in folders and without, archived ones too. Most come inside their folders; two calls for each space bring those
/// without a folder, and one for each folder its archived lists where folders do not bring them.
/// </summary>
internal sealed class ListsStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "lists",
        Title = "Lists",
        Description = "Lists of each space, in folders and without one, archived ones too. Read anew every six hours.",
        Cost = "2 calls for each space and 1 for each folder, every six hours.",
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        PrimaryKey = ["id"],
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("folder", "Folder", ColumnType.Text, "Empty for a list that lies directly in its space."),
            new Column("space", "Space", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("archived", "Archived", ColumnType.Boolean),
            new Column("task_count", "Tasks", ColumnType.Integer, "As ClickUp counts them."),
            new Column("status", "Status", ColumnType.Text, "The color mark of the list, not of its tasks."),
            new Column("priority", "Priority", ColumnType.Text),
            new Column("assignee", "Assignee", ColumnType.Text),
            new Column("start_date", "Start", ColumnType.Timestamp),
            new Column("due_date", "Due", ColumnType.Timestamp),
            new Column("id", "ID", ColumnType.Text),
            new Column("folder_id", "Folder ID", ColumnType.Text),
            new Column("space_id", "Space ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        SpaceWalk.ReadAsync(
            context,
            request,
            async (space, token) => (await Hierarchy.Of(context).ListsAsync(space, token)).Select(Record),
            token => ReadSharedAsync(Hierarchy.Of(context), token),
            cancellationToken);

    private static async Task<IEnumerable<SourceMessage>> ReadSharedAsync(Hierarchy hierarchy, CancellationToken cancellationToken)
    {
        var shared = new List<SourceMessage>();
        foreach (var workspace in await hierarchy.WorkspacesAsync(cancellationToken))
            shared.AddRange((await hierarchy.SharedListsAsync(workspace, cancellationToken)).Select(Record));
        return shared;
    }

    private static RecordMessage Record(TaskList list) => new Cells
    {
        ["name"] = list.Name,
        ["folder"] = list.Folder?.Name,
        ["space"] = list.Space?.Name ?? list.Raw.Text("space", "name"),
        ["workspace"] = list.Workspace.Name,
        ["archived"] = list.IsArchived,
        ["task_count"] = list.Raw.Integer("task_count"),
        ["status"] = list.Raw.Text("status", "status"),
        ["priority"] = list.Raw.Text("priority", "priority"),
        ["assignee"] = list.Raw.At("assignee").PersonName(),
        ["start_date"] = list.Raw.Timestamp("start_date"),
        ["due_date"] = list.Raw.Timestamp("due_date"),
        ["id"] = list.Id,
        ["folder_id"] = list.Folder?.Id,
        ["space_id"] = list.Space?.Id ?? list.Raw.Text("space", "id"),
        ["workspace_id"] = list.Workspace.Id,
    }.Of(list.Raw);
}
