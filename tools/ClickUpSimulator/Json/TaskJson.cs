using System.Globalization;
using System.Text.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Json;

/// <summary>A task's body, built once and kept until the task or its list changes.</summary>
internal static class TaskJson
{
    private static readonly string[] PriorityNames = ["urgent", "high", "normal", "low"];
    private static readonly string[] PriorityColors = ["#f50000", "#f8ae00", "#6fddff", "#d8d8d8"];

    public static byte[] Of(WorkTask task, bool keep)
    {
        if (task.Body is { } built)
            return built;
        var body = JsonBytes.Write(json => Write(json, task));
        if (keep)
            task.Body = body;
        return body;
    }

    private static void Write(Utf8JsonWriter json, WorkTask task)
    {
        var random = new SeededRandom(task.DetailSeed);
        var list = task.List;
        json.WriteStartObject();
        json.WriteString("id", task.Id);
        json.WriteNull("custom_id");
        json.WriteNumber("custom_item_id", task.Milestone ? 1 : 0);
        json.WriteString("name", task.Name);
        var text = Description(ref random);
        json.WriteString("text_content", text);
        json.WriteString("description", text);
        json.WriteStartObject("status");
        json.WriteStatus(task.Status);
        json.WriteEndObject();
        json.WriteString("orderindex", (39_908_294L + task.Sequence).ToString(CultureInfo.InvariantCulture) + ".00000000000000000000000000000000");
        json.WriteMoment("date_created", task.DateCreated);
        json.WriteMoment("date_updated", task.DateUpdated);
        json.WriteMoment("date_closed", task.DateClosed);
        json.WriteMoment("date_done", task.DateDone);
        json.WriteBoolean("archived", task.Archived);
        WritePeople(json, task);
        WriteChecklists(json, task, ref random);
        WriteTags(json, task);
        json.WriteString("parent", task.Parent?.Id);
        json.WriteString("top_level_parent", TopOf(task)?.Id);
        WritePriority(json, task.Priority);
        WritePlan(json, task);
        TaskFieldJson.Write(json, task, ref random);
        json.WriteEmptyArray("dependencies");
        json.WriteEmptyArray("linked_tasks");
        WritePlace(json, task, list);
        json.WriteEndObject();
    }

    private static string Description(ref SeededRandom random)
    {
        var sentences = new string[random.Between(1, 5)];
        for (var i = 0; i < sentences.Length; i++)
            sentences[i] = random.Pick(AgencyTheme.Sentences);
        return string.Join(sentences.Length > 3 ? '\n' : ' ', sentences);
    }

    private static void WritePeople(Utf8JsonWriter json, WorkTask task)
    {
        json.WritePropertyName("creator");
        json.WriteUser(task.Creator, initials: false);
        json.WriteStartArray("assignees");
        foreach (var assignee in task.Assignees)
            json.WriteUser(assignee);
        json.WriteEndArray();
        json.WriteEmptyArray("group_assignees");
        json.WriteStartArray("watchers");
        json.WriteUser(task.Creator);
        foreach (var assignee in task.Assignees)
            if (assignee != task.Creator)
                json.WriteUser(assignee);
        json.WriteEndArray();
    }

    private static void WriteChecklists(Utf8JsonWriter json, WorkTask task, ref SeededRandom random)
    {
        json.WriteStartArray("checklists");
        if (random.Chance(0.2))
        {
            var items = random.Between(2, 4);
            json.WriteStartObject();
            json.WriteString("id", random.NextGuid());
            json.WriteString("task_id", task.Id);
            json.WriteString("name", "Checklist");
            json.WriteMoment("date_created", task.DateCreated);
            json.WriteNumber("orderindex", 0);
            json.WriteNumber("creator", task.Creator.Id);
            json.WriteNumber("resolved", 1);
            json.WriteNumber("unresolved", items - 1);
            json.WriteStartArray("items");
            for (var i = 0; i < items; i++)
            {
                json.WriteStartObject();
                json.WriteString("id", random.NextGuid());
                json.WriteString("name", AgencyTheme.Steps[(i + task.Sequence) % AgencyTheme.Steps.Length]);
                json.WriteNumber("orderindex", i);
                json.WriteNull("assignee");
                json.WriteBoolean("resolved", i == 0);
                json.WriteNull("parent");
                json.WriteMoment("date_created", task.DateCreated);
                json.WriteEmptyArray("children");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTags(Utf8JsonWriter json, WorkTask task)
    {
        json.WriteStartArray("tags");
        foreach (var tag in task.Tags)
        {
            json.WriteStartObject();
            json.WriteString("name", tag);
            json.WriteString("tag_fg", "#ffffff");
            json.WriteString("tag_bg", "#3c7d9e");
            json.WriteNumber("creator", task.Creator.Id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePriority(Utf8JsonWriter json, int? priority)
    {
        if (priority is not { } level)
        {
            json.WriteNull("priority");
            return;
        }
        json.WriteStartObject("priority");
        json.WriteString("color", PriorityColors[level - 1]);
        json.WriteString("id", level.ToString(CultureInfo.InvariantCulture));
        json.WriteString("orderindex", level.ToString(CultureInfo.InvariantCulture));
        json.WriteString("priority", PriorityNames[level - 1]);
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, WorkTask task)
    {
        json.WriteMoment("due_date", task.DueDate);
        json.WriteMoment("start_date", task.StartDate);
        json.WriteNumberOrNull("points", task.Points);
        json.WriteNumberOrNull("time_estimate", task.TimeEstimate);
        // The API leaves it out when there is none.
        if (task.TimeSpent > 0)
            json.WriteNumber("time_spent", task.TimeSpent);
    }

    private static void WritePlace(Utf8JsonWriter json, WorkTask task, TaskList list)
    {
        json.WriteStartArray("locations");
        foreach (var other in task.AddedTo)
        {
            json.WriteStartObject();
            json.WriteString("id", other.Id);
            json.WriteString("name", other.Name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("team_id", list.Space.Workspace.Id);
        json.WriteString("url", $"https://app.clickup.com/t/{task.Id}");
        json.WriteStartObject("sharing");
        json.WriteBoolean("public", false);
        json.WriteNull("public_share_expires_on");
        json.WriteStartArray("public_fields");
        json.WriteStringValue("assignees");
        json.WriteStringValue("priority");
        json.WriteStringValue("due_date");
        json.WriteEndArray();
        json.WriteNull("token");
        json.WriteBoolean("seo_optimized", false);
        json.WriteEndObject();
        json.WriteString("permission_level", "create");
        json.WriteStartObject("list");
        json.WriteString("id", list.Id);
        json.WriteString("name", list.Name);
        json.WriteBoolean("access", true);
        json.WriteEndObject();
        json.WriteFolderOf(list, "project");
        json.WriteFolderOf(list);
        json.WriteStartObject("space");
        json.WriteString("id", list.Space.Id);
        json.WriteEndObject();
    }

    private static WorkTask? TopOf(WorkTask task)
    {
        var top = task.Parent;
        while (top?.Parent is { } above)
            top = above;
        return top;
    }
}
