namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Task types: one call for each ClickUp Workspace.</summary>
internal sealed class TaskTypesStream : WorkspaceStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "task_types",
        Title = "Task types",
        Description = "What tasks are called besides Task, such as Milestone or Bug. Read anew every six hours.",
        Cost = "1 call for each ClickUp Workspace, every six hours.",
        PrimaryKey = ["workspace_id", "id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("plural", "Plural", ColumnType.Text),
            new Column("description", "Description", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("id", "ID", ColumnType.Integer, "The Task type ID of tasks."),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    protected override async Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken)
    {
        using var answer = await new ClickUpApi(context.Http).GetAsync($"v2/team/{workspace.Id}/custom_item", cancellationToken);
        return
        [
            .. answer.Rows("custom_items").EnumerateArray().Where(t => t.Integer("id") is not null).Select(type => new Cells
            {
                ["name"] = type.Text("name"),
                ["plural"] = type.Text("name_plural"),
                ["description"] = type.Text("description"),
                ["workspace"] = workspace.Name,
                ["id"] = type.Integer("id"),
                ["workspace_id"] = workspace.Id,
            }.Of(type)),
        ];
    }
}
