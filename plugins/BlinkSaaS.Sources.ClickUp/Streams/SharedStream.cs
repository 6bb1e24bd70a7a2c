using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>What was shared with the token's person one by one: one call for each ClickUp Workspace.</summary>
internal sealed class SharedStream : WorkspaceStream
{
    private static readonly (string Array, string Kind)[] Kinds = [("tasks", "task"), ("lists", "list"), ("folders", "folder")];

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "shared",
        Title = "Shared hierarchy",
        Description = "Tasks, lists and folders that were shared with the token's person, apart from the spaces around them. Read anew every six hours.",
        Cost = "1 call for each ClickUp Workspace, every six hours.",
        PrimaryKey = ["workspace_id", "kind", "id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("kind", "Kind", ColumnType.Text, "task, list or folder."),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("archived", "Archived", ColumnType.Boolean),
            new Column("id", "ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    protected override async Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken)
    {
        using var answer = await new ClickUpApi(context.Http).GetAsync($"v2/team/{workspace.Id}/shared", cancellationToken);
        var shared = answer.Root.At("shared");
        if (shared.ValueKind != JsonValueKind.Object)
            throw ClickUpErrors.Unreadable();
        return
        [
            .. Kinds.SelectMany(kind => shared.Items(kind.Array).Where(i => i.Text("id") is not null).Select(item => new Cells
            {
                ["name"] = item.Text("name"),
                ["kind"] = kind.Kind,
                ["workspace"] = workspace.Name,
                ["archived"] = item.Boolean("archived"),
                ["id"] = item.Text("id"),
                ["workspace_id"] = workspace.Id,
            }.Of(item))),
        ];
    }
}
