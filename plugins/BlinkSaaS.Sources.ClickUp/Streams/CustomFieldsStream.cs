using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Definitions of custom fields. Each level gives only the fields that were made at it, and a list all that it has: every place
/// is asked, and a field that several give is the same record.
/// </summary>
internal sealed class CustomFieldsStream : ClickUpStream
{
    private static readonly PlaceFanOut FanOut = new((hierarchy, place, token) => hierarchy.FieldsAsync(place, token), Record);

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "custom_fields",
        Title = "Custom fields",
        Description = "Definitions of custom fields with their choices. Tasks have a column for each field without this. Read anew every six hours.",
        Cost = "1 call for each ClickUp Workspace, space, folder and list, every six hours.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("type", "Type", ColumnType.Text),
            new Column("choices", "Choices", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("required", "Required", ColumnType.Boolean),
            new Column("hide_from_guests", "Hidden from guests", ColumnType.Boolean),
            new Column("created", "Created", ColumnType.Timestamp),
            new Column("type_config", "Settings", ColumnType.Json),
            new Column("id", "ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        FanOut.ReadAsync(context, request, cancellationToken);

    private static RecordMessage? Record(JsonElement field, AskedPlace place) => field.Text("id") is not { } id ? null : new Cells
    {
        ["name"] = field.Text("name"),
        ["type"] = field.Text("type"),
        ["choices"] = field.At("type_config").Joined("options", o => o.Text("name") ?? o.Text("label")),
        ["workspace"] = place.Workspace.Name,
        ["required"] = field.Boolean("required"),
        ["hide_from_guests"] = field.Boolean("hide_from_guests"),
        ["created"] = field.Timestamp("date_created"),
        ["type_config"] = field.Json("type_config"),
        ["id"] = id,
        ["workspace_id"] = place.Workspace.Id,
    }.Of(field);
}
