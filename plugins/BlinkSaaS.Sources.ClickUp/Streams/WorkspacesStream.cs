using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>The ClickUp Workspaces that the token sees: one call.</summary>
internal sealed class WorkspacesStream : ClickUpStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "workspaces",
        Title = "ClickUp Workspaces",
        Description = "The ClickUp Workspaces that the token sees. Read anew by every pull.",
        Cost = "1 call.",
        PrimaryKey = ["id"],
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("id", "ID", ColumnType.Text),
            new Column("members", "Members", ColumnType.Integer, "How many members and guests the ClickUp Workspace has."),
            new Column("color", "Color", ColumnType.Text),
            new Column("avatar", "Avatar", ColumnType.Text),
        ],
    };

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workspaces = await Hierarchy.Of(context).WorkspacesAsync(cancellationToken);
        foreach (var workspace in workspaces)
        {
            yield return new Cells
            {
                ["name"] = workspace.Name,
                ["id"] = workspace.Id,
                ["members"] = workspace.Raw.Items("members").LongCount(),
                ["color"] = workspace.Raw.Text("color"),
                ["avatar"] = workspace.Raw.Text("avatar"),
            }.Of(workspace.Raw);
        }

        yield return PlaceWalkState.Finished(context.Clock).ToMessage();
        yield return new StreamCompleteMessage(Complete: true, [.. workspaces.Select(w => $"workspace:{w.Id}")]);
    }
}
