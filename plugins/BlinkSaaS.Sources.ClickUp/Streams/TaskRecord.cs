using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>The columns of a task and how they are read.</summary>
internal static class TaskRecord
{
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("name", "Name", ColumnType.Text),
        new("status", "Status", ColumnType.Text),
        new("status_type", "Status type", ColumnType.Text, "open, custom, done or closed."),
        new("assignees", "Assignees", ColumnType.Text),
        new("priority", "Priority", ColumnType.Text),
        new("due_date", "Due", ColumnType.Timestamp),
        new("start_date", "Start", ColumnType.Timestamp),
        new("list", "List", ColumnType.Text, "The home list of the task."),
        new("folder", "Folder", ColumnType.Text, "Empty for a list that lies directly in its space."),
        new("space", "Space", ColumnType.Text),
        new("workspace", "ClickUp Workspace", ColumnType.Text),
        new("tags", "Tags", ColumnType.Text),
        new("points", "Points", ColumnType.Decimal),
        new("time_estimate", "Time estimate (ms)", ColumnType.Integer, "In milliseconds."),
        new("time_spent", "Time spent (ms)", ColumnType.Integer, "In milliseconds."),
        new("created", "Created", ColumnType.Timestamp),
        new("updated", "Updated", ColumnType.Timestamp),
        new("done", "Done", ColumnType.Timestamp),
        new("closed", "Closed", ColumnType.Timestamp),
        new("creator", "Created by", ColumnType.Text),
        new("watchers", "Watchers", ColumnType.Text),
        new("archived", "Archived", ColumnType.Boolean, "Whether the task itself is archived; its list may be as well."),
        new("parent", "Parent ID", ColumnType.Text, "The task that this is a subtask of."),
        new("top_level_parent", "Top parent ID", ColumnType.Text),
        new("custom_id", "Custom ID", ColumnType.Text),
        new("custom_item_id", "Task type ID", ColumnType.Integer, "0 is a task, 1 a milestone."),
        new("locations", "Further lists", ColumnType.Text, "Lists that the task lies in besides its home list."),
        new("url", "Link", ColumnType.Text),
        new("custom_fields", "Custom fields", ColumnType.Json),
        new("id", "ID", ColumnType.Text),
        new("list_id", "List ID", ColumnType.Text),
        new("folder_id", "Folder ID", ColumnType.Text),
        new("space_id", "Space ID", ColumnType.Text),
        new("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
    ];

    /// <summary>A task as a record, or null where it has no id.</summary>
    public static RecordMessage? From(JsonElement task, Workspace workspace, string? space, FieldColumns fields)
    {
        if (task.Text("id") is not { } id)
            return null;

        var hasFolder = task.Boolean("folder", "hidden") != true;
        var cells = new Cells
        {
            ["name"] = task.Text("name"),
            ["status"] = task.Text("status", "status") ?? task.Text("status"),
            ["status_type"] = task.Text("status", "type"),
            ["assignees"] = task.Joined("assignees", ClickUpJson.PersonName),
            ["priority"] = task.Text("priority", "priority") ?? task.Text("priority"),
            ["due_date"] = task.Timestamp("due_date"),
            ["start_date"] = task.Timestamp("start_date"),
            ["list"] = task.Text("list", "name"),
            ["folder"] = hasFolder ? task.Text("folder", "name") : null,
            ["space"] = space,
            ["workspace"] = workspace.Name,
            ["tags"] = task.Joined("tags", t => t.Text("name")),
            ["points"] = task.Decimal("points"),
            ["time_estimate"] = task.Integer("time_estimate"),
            ["time_spent"] = task.Integer("time_spent"),
            ["created"] = task.Timestamp("date_created"),
            ["updated"] = task.Timestamp("date_updated"),
            ["done"] = task.Timestamp("date_done"),
            ["closed"] = task.Timestamp("date_closed"),
            ["creator"] = task.At("creator").PersonName(),
            ["watchers"] = task.Joined("watchers", ClickUpJson.PersonName),
            ["archived"] = task.Boolean("archived"),
            ["parent"] = task.Text("parent"),
            ["top_level_parent"] = task.Text("top_level_parent"),
            ["custom_id"] = task.Text("custom_id"),
            ["custom_item_id"] = task.Integer("custom_item_id"),
            ["locations"] = task.Joined("locations", l => l.Text("name")),
            ["url"] = task.Text("url"),
            ["custom_fields"] = task.Json("custom_fields"),
            ["id"] = id,
            ["list_id"] = task.Text("list", "id"),
            ["folder_id"] = hasFolder ? task.Text("folder", "id") : null,
            ["space_id"] = task.Text("space", "id"),
            ["workspace_id"] = task.Text("team_id") ?? workspace.Id,
        };
        fields.Read(task, cells);
        return cells.Of(task);
    }
}
