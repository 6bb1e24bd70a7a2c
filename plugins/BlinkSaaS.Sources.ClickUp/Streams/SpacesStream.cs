using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Spaces, archived ones too: two calls for each ClickUp Workspace.</summary>
internal sealed class SpacesStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "spaces",
        Title = "Spaces",
        Description = "Spaces of each ClickUp Workspace, archived ones too. Read anew by every pull.",
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

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var spaces = await Hierarchy.Of(context).SpacesAsync(cancellationToken);
        foreach (var space in spaces)
        {
            yield return new Cells
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

        yield return new CheckpointMessage(SpaceWalk.Done);
        yield return new StreamCompleteMessage(Complete: true, [.. spaces.Select(s => $"space:{s.Id}")]);
    }
}
