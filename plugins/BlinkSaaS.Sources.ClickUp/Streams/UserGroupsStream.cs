namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>User groups ("Teams" in ClickUp's interface): one call for each ClickUp Workspace.</summary>
internal sealed class UserGroupsStream : WorkspaceStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "user_groups",
        Title = "User groups",
        Description = "Groups of members, which ClickUp calls Teams. Read anew every six hours.",
        Cost = "1 call for each ClickUp Workspace, every six hours.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("handle", "Handle", ColumnType.Text),
            new Column("members", "Members", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("created", "Created", ColumnType.Timestamp),
            new Column("id", "ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    protected override async Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken)
    {
        // The one endpoint that takes the ClickUp Workspace in the query.
        using var answer = await new ClickUpApi(context.Http).GetAsync($"v2/group?team_id={workspace.Id}", cancellationToken);
        return
        [
            .. answer.Rows("groups").EnumerateArray().Where(g => g.Text("id") is not null).Select(group => new Cells
            {
                ["name"] = group.Text("name"),
                ["handle"] = group.Text("handle"),
                ["members"] = group.Joined("members", ClickUpJson.PersonName),
                ["workspace"] = workspace.Name,
                ["created"] = group.Timestamp("date_created"),
                ["id"] = group.Text("id"),
                ["workspace_id"] = workspace.Id,
            }.Of(group)),
        ];
    }
}
