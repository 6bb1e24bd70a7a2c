namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Spaces, archived ones too: two calls for each ClickUp Workspace.</summary>
internal sealed class SpacesStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "spaces",
        Title = "Spaces",
        Description = "Spaces of each ClickUp Workspace, archived ones too. Read anew every six hours.",
        Cost = "2 calls for each ClickUp Workspace, every six hours.",
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        PrimaryKey = ["id"],
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("private", "Private", ColumnType.Boolean),
            new Column("archived", "Archived", ColumnType.Boolean),
            new Column("multiple_assignees", "Multiple assignees", ColumnType.Boolean),
            new Column("color", "Color", ColumnType.Text),
            new Column("statuses", "Statuses", ColumnType.Text),
            new Column("features", "Features", ColumnType.Json),
            new Column("id", "ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        SpaceWalk.ReadAsync(
            context, request, (space, _) => Task.FromResult<IEnumerable<SourceMessage>>([Record(space)]), readOutside: null, cancellationToken);

    private static RecordMessage Record(Space space) => new Cells
    {
        ["name"] = space.Name,
        ["workspace"] = space.Workspace.Name,
        ["private"] = space.Raw.Boolean("private"),
        ["archived"] = space.IsArchived,
        ["multiple_assignees"] = space.Raw.Boolean("multiple_assignees"),
        ["color"] = space.Raw.Text("color"),
        ["statuses"] = space.Raw.Joined("statuses", s => s.Text("status")),
        ["features"] = space.Raw.Json("features"),
        ["id"] = space.Id,
        ["workspace_id"] = space.Workspace.Id,
    }.Of(space.Raw);
}
