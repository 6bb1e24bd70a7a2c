using System.Globalization;
using System.Text.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Json;

internal static class HierarchyJson
{
    public static void WriteSpace(this Utf8JsonWriter json, Space space)
    {
        json.WriteStartObject();
        json.WriteString("id", space.Id);
        json.WriteString("name", space.Name);
        json.WriteString("color", space.Color);
        json.WriteBoolean("private", space.Private);
        json.WriteNull("avatar");
        json.WriteBoolean("admin_can_manage", true);
        json.WriteStatuses(space.Statuses);
        json.WriteBoolean("multiple_assignees", true);
        json.WriteStartObject("features");
        json.WriteStartObject("due_dates");
        json.WriteBoolean("enabled", true);
        json.WriteBoolean("start_date", true);
        json.WriteBoolean("remap_due_dates", false);
        json.WriteBoolean("remap_closed_due_date", false);
        json.WriteEndObject();
        foreach (var feature in (string[])["sprints", "time_tracking", "points", "custom_items", "tags", "time_estimates", "checklists", "custom_fields", "milestones"])
        {
            json.WriteStartObject(feature);
            json.WriteBoolean("enabled", feature != "sprints");
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteBoolean("archived", space.Archived);
        json.WriteEndObject();
    }

    /// <summary>Which lists are embedded depends on the caller's sight.</summary>
    public static void WriteFolder(this Utf8JsonWriter json, Folder folder, IEnumerable<TaskList> lists)
    {
        json.WriteStartObject();
        json.WriteString("id", folder.Id);
        json.WriteString("name", folder.Name);
        json.WriteNumber("orderindex", folder.OrderIndex);
        json.WriteBoolean("override_statuses", false);
        json.WriteBoolean("hidden", false);
        json.WriteStartObject("space");
        json.WriteString("id", folder.Space.Id);
        json.WriteString("name", folder.Space.Name);
        json.WriteEndObject();
        // A string here, a number in lists: so the API.
        json.WriteString("task_count", folder.Lists.Where(list => !list.Deleted).Sum(OpenTasks).ToString(CultureInfo.InvariantCulture));
        json.WriteBoolean("archived", folder.Archived);
        json.WriteStatuses(folder.Space.Statuses);
        json.WriteBoolean("deleted", folder.Deleted);
        json.WriteStartArray("lists");
        foreach (var list in lists)
            json.WriteList(list, embedded: true);
        json.WriteEndArray();
        json.WriteString("permission_level", "create");
        json.WriteEndObject();
    }

    public static void WriteList(this Utf8JsonWriter json, TaskList list, bool embedded = false, bool alone = false)
    {
        json.WriteStartObject();
        json.WriteString("id", list.Id);
        json.WriteString("name", list.Name);
        json.WriteNumber("orderindex", list.OrderIndex);
        if (alone)
            json.WriteString("content", list.Content ?? "");
        json.WriteNull("status");
        json.WriteNull("priority");
        json.WriteNull("assignee");
        json.WriteNumber("task_count", OpenTasks(list));
        json.WriteMoment("due_date", list.DueDate);
        json.WriteNull("start_date");
        if (!embedded)
            json.WriteFolderOf(list);
        json.WriteStartObject("space");
        json.WriteString("id", list.Space.Id);
        json.WriteString("name", list.Space.Name);
        json.WriteBoolean("access", true);
        json.WriteEndObject();
        json.WriteBoolean("archived", list.Archived);
        json.WriteBoolean("override_statuses", false);
        if (embedded || alone)
            json.WriteStatuses(list.Space.Statuses);
        if (alone)
            json.WriteString("inbound_address", $"a.t.{list.Id}@tasks.clickup.example");
        json.WriteString("permission_level", "create");
        json.WriteEndObject();
    }

    /// <summary>A list in no folder reports a hidden one.</summary>
    public static void WriteFolderOf(this Utf8JsonWriter json, TaskList list, string property = "folder")
    {
        json.WriteStartObject(property);
        json.WriteString("id", list.Folder?.Id ?? HiddenFolderOf(list));
        json.WriteString("name", list.Folder?.Name ?? "hidden");
        json.WriteBoolean("hidden", list.Folder is null);
        json.WriteBoolean("access", true);
        json.WriteEndObject();
    }

    public static void WriteStatus(this Utf8JsonWriter json, Status status)
    {
        json.WriteString("id", status.Id);
        json.WriteString("status", status.Name);
        json.WriteString("color", status.Color);
        json.WriteNumber("orderindex", status.OrderIndex);
        json.WriteString("type", status.Type);
    }

    private static void WriteStatuses(this Utf8JsonWriter json, IEnumerable<Status> statuses)
    {
        json.WriteStartArray("statuses");
        foreach (var status in statuses)
        {
            json.WriteStartObject();
            json.WriteStatus(status);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string HiddenFolderOf(TaskList list) =>
        (long.Parse(list.Id, CultureInfo.InvariantCulture) + 50_000_000_000).ToString(CultureInfo.InvariantCulture);

    private static int OpenTasks(TaskList list) =>
        list.Home.Count(task => !task.Archived && !task.Status.IsClosed);
}
