namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Folders, archived ones too: two calls for each space.</summary>
internal sealed class FoldersStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "folders",
        Title = "Folders",
        Description = "Folders of each space, archived ones too. Read anew every six hours.",
        Cost = "2 calls for each space, every six hours.",
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        PrimaryKey = ["id"],
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("space", "Space", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("archived", "Archived", ColumnType.Boolean),
            new Column("hidden", "Hidden", ColumnType.Boolean),
            new Column("lists", "Lists", ColumnType.Integer, "How many lists lie in the folder."),
            new Column("task_count", "Tasks", ColumnType.Integer, "As ClickUp counts them."),
            new Column("id", "ID", ColumnType.Text),
            new Column("space_id", "Space ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        SpaceWalk.ReadAsync(
            context,
            request,
            async (space, token) => (await Hierarchy.Of(context).FoldersAsync(space, token)).Select(Record),
            readOutside: null,
            cancellationToken);

    private static RecordMessage Record(Folder folder) => new Cells
    {
        ["name"] = folder.Name,
        ["space"] = folder.Space.Name,
        ["workspace"] = folder.Space.Workspace.Name,
        ["archived"] = folder.IsArchived,
        ["hidden"] = folder.Raw.Boolean("hidden"),
        ["lists"] = (long)folder.Lists.Count,
        ["task_count"] = folder.Raw.Integer("task_count"),
        ["id"] = folder.Id,
        ["space_id"] = folder.Space.Id,
        ["workspace_id"] = folder.Space.Workspace.Id,
    }.Of(folder.Raw);
}
