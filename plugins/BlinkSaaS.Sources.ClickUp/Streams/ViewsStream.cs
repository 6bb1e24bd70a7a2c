using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Saved views of each ClickUp Workspace, space, folder and list: a call for each.</summary>
internal sealed class ViewsStream : ClickUpStream
{
    private static readonly PlaceFanOut FanOut = new((hierarchy, place, token) => hierarchy.ViewsAsync(place, token), Record);

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "views",
        Title = "Views",
        Description = "Saved views of each ClickUp Workspace, space, folder and list, with their filters. Read anew every six hours.",
        Cost = "1 call for each ClickUp Workspace, space, folder and list, every six hours.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("type", "Type", ColumnType.Text),
            new Column("place", "Place", ColumnType.Text),
            new Column("place_kind", "Kind of place", ColumnType.Text, "team is a ClickUp Workspace."),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("filters", "Filters", ColumnType.Json),
            new Column("id", "ID", ColumnType.Text),
            new Column("place_id", "Place ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        FanOut.ReadAsync(context, request, cancellationToken);

    private static RecordMessage? Record(JsonElement view, AskedPlace place) => view.Text("id") is not { } id ? null : new Cells
    {
        ["name"] = view.Text("name"),
        ["type"] = view.Text("type"),
        ["place"] = place.Place.Name,
        ["place_kind"] = place.Kind,
        ["workspace"] = place.Workspace.Name,
        ["filters"] = view.Json("filters"),
        ["id"] = id,
        ["place_id"] = place.Place.Id,
        ["workspace_id"] = place.Workspace.Id,
    }.Of(view);
}
