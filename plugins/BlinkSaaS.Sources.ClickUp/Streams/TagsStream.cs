namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Tags of each space: one call for each. They have no id: a tag is its name in its space.</summary>
internal sealed class TagsStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "tags",
        Title = "Tags",
        Description = "Tags of each space, used or not. A tag that is renamed is another one. Read anew every six hours.",
        Cost = "1 call for each space, every six hours.",
        PrimaryKey = ["space_id", "name"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("space", "Space", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("background", "Background", ColumnType.Text),
            new Column("foreground", "Foreground", ColumnType.Text),
            new Column("space_id", "Space ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        SpaceWalk.ReadAsync(context, request, (space, token) => ReadAsync(context, space, token), readOutside: null, cancellationToken);

    private static async Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Space space, CancellationToken cancellationToken)
    {
        using var answer = await new ClickUpApi(context.Http).FindAsync($"v2/space/{space.Id}/tag", cancellationToken);
        if (answer is null)
            return [];
        return
        [
            .. answer.Rows("tags").EnumerateArray().Where(t => t.Text("name") is not null).Select(tag => new Cells
            {
                ["name"] = tag.Text("name"),
                ["space"] = space.Name,
                ["workspace"] = space.Workspace.Name,
                ["background"] = tag.Text("tag_bg"),
                ["foreground"] = tag.Text("tag_fg"),
                ["space_id"] = space.Id,
                ["workspace_id"] = space.Workspace.Id,
            }.Of(tag)),
        ];
    }
}
