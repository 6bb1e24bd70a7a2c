using System.Globalization;
using System.Text.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Json;

/// <summary>What stands beside the tasks, in the shapes of the API.</summary>
internal static class SideJson
{
    public static void WriteGroup(this Utf8JsonWriter json, UserGroup group, ClickUpWorkspace workspace)
    {
        json.WriteStartObject();
        json.WriteString("id", group.Id);
        json.WriteString("team_id", workspace.Id);
        json.WriteNumber("userid", group.Creator.Id);
        json.WriteString("name", group.Name);
        json.WriteString("handle", group.Name.Replace(' ', '-').ToLowerInvariant());
        json.WriteMoment("date_created", group.DateCreated);
        json.WriteString("initials", group.Name[..1]);
        json.WriteStartArray("members");
        foreach (var member in group.Members)
            json.WriteUser(member);
        json.WriteEndArray();
        json.WriteNull("avatar");
        json.WriteEndObject();
    }

    public static void WriteGoal(this Utf8JsonWriter json, Goal goal, ClickUpWorkspace workspace, bool alone = false)
    {
        json.WriteStartObject();
        json.WriteString("id", goal.Id);
        json.WriteString("name", goal.Name);
        json.WriteString("team_id", workspace.Id);
        json.WriteMoment("date_created", goal.DateCreated);
        json.WriteNull("start_date");
        json.WriteMoment("due_date", goal.DueDate);
        json.WriteString("description", "");
        json.WriteBoolean("private", false);
        json.WriteBoolean("archived", false);
        json.WriteNumber("creator", goal.Owner.Id);
        json.WriteNull("color");
        json.WriteString("folder_id", goal.Folder?.Id);
        json.WriteStartArray("owners");
        json.WriteUser(goal.Owner);
        json.WriteEndArray();
        json.WriteNumber("percent_completed", goal.Completed ? 100 : 40);
        if (alone)
        {
            json.WriteStartArray("key_results");
            foreach (var result in goal.KeyResults)
                json.WriteKeyResult(result, goal);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNumber("key_result_count", goal.KeyResults.Count);
        }
        json.WriteEndObject();
    }

    public static void WriteView(this Utf8JsonWriter json, View view)
    {
        json.WriteStartObject();
        json.WriteString("id", view.Id);
        json.WriteString("name", view.Name);
        json.WriteString("type", view.Type);
        json.WriteStartObject("parent");
        json.WriteString("id", view.ParentId);
        json.WriteNumber("type", view.ParentType);
        json.WriteEndObject();
        json.WriteStartObject("grouping");
        json.WriteString("field", "status");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteDoc(this Utf8JsonWriter json, Doc doc, ClickUpWorkspace workspace)
    {
        json.WriteStartObject();
        json.WriteString("id", doc.Id);
        json.WriteNumber("date_created", doc.DateCreated);
        json.WriteNumber("date_updated", doc.DateUpdated);
        json.WriteString("name", doc.Name);
        json.WriteNumber("type", 1);
        json.WriteNumber("creator", doc.Creator.Id);
        json.WriteBoolean("deleted", false);
        json.WriteBoolean("archived", doc.Archived);
        json.WriteNumber("workspace_id", long.Parse(workspace.Id, CultureInfo.InvariantCulture));
        json.WriteStartObject("parent");
        json.WriteString("id", doc.ParentId);
        json.WriteNumber("type", 12);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WritePage(this Utf8JsonWriter json, DocPage page, Doc doc)
    {
        json.WriteStartObject();
        json.WriteString("id", page.Id);
        json.WriteString("doc_id", doc.Id);
        json.WriteString("name", page.Name);
        json.WriteNull("sub_title");
        json.WriteString("content", page.Content);
        json.WriteNumber("date_created", doc.DateCreated);
        json.WriteNumber("date_updated", page.DateUpdated);
        json.WriteNumber("creator_id", doc.Creator.Id);
        json.WriteBoolean("archived", false);
        json.WriteStartArray("pages");
        foreach (var below in page.Below)
            json.WritePage(below, doc);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteComment(this Utf8JsonWriter json, Comment comment)
    {
        json.WriteStartObject();
        json.WriteString("id", comment.Id);
        json.WriteStartArray("comment");
        json.WriteStartObject();
        json.WriteString("text", comment.Text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("comment_text", comment.Text);
        json.WritePropertyName("user");
        json.WriteUser(comment.Author);
        json.WriteNull("assignee");
        json.WriteEmptyArray("reactions");
        json.WriteBoolean("resolved", comment.Resolved);
        json.WriteMoment("date", comment.Date);
        json.WriteNumber("reply_count", comment.Replies.Count);
        json.WriteEndObject();
    }

    public static void WriteTimeEntry(this Utf8JsonWriter json, TimeEntry entry, ClickUpWorkspace workspace)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        if (entry.Task is { Deleted: false } task)
            json.WriteTaskOf(task);
        else
            json.WriteNull("task");
        json.WriteString("wid", workspace.Id);
        json.WritePropertyName("user");
        json.WriteUser(entry.User);
        json.WriteBoolean("billable", entry.Billable);
        // Text here, numbers when an entry is made: so the API.
        json.WriteMoment("start", entry.Start);
        json.WriteMoment("end", entry.Duration < 0 ? null : entry.Start + entry.Duration);
        json.WriteString("duration", entry.Duration.ToString(CultureInfo.InvariantCulture));
        json.WriteString("description", entry.Description);
        json.WriteEmptyArray("tags");
        json.WriteString("source", "clickup");
        json.WriteMoment("at", entry.At);
        json.WriteEndObject();
    }

    public static void WriteTimeInStatus(this Utf8JsonWriter json, WorkTask task)
    {
        json.WriteStartObject(task.Id);
        json.WriteStartObject("current_status");
        json.WriteString("status", task.Status.Name);
        json.WriteString("color", task.Status.Color);
        json.WriteSpan(task.DateUpdated, (task.DateUpdated - task.DateCreated) / 60_000);
        json.WriteEndObject();
        json.WriteStartArray("status_history");
        foreach (var status in task.List.Space.Statuses.Where(status => status.OrderIndex <= task.Status.OrderIndex))
        {
            json.WriteStartObject();
            json.WriteString("status", status.Name);
            json.WriteString("color", status.Color);
            json.WriteString("type", status.Type);
            json.WriteSpan(task.DateCreated, 10 + status.OrderIndex);
            json.WriteNumber("orderindex", status.OrderIndex);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKeyResult(this Utf8JsonWriter json, KeyResult result, Goal goal)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Id);
        json.WriteString("goal_id", goal.Id);
        json.WriteString("name", result.Name);
        json.WriteString("type", "number");
        json.WriteString("unit", "");
        json.WriteNumber("creator", result.Owner.Id);
        json.WriteMoment("date_created", goal.DateCreated);
        json.WriteNumber("percent_completed", result.Current);
        json.WriteBoolean("completed", result.Current == 100);
        json.WriteStartArray("owners");
        json.WriteUser(result.Owner);
        json.WriteEndArray();
        json.WriteNumber("steps_start", 0);
        json.WriteNumber("steps_end", 100);
        json.WriteNumber("steps_current", result.Current);
        json.WriteEndObject();
    }

    private static void WriteTaskOf(this Utf8JsonWriter json, WorkTask task)
    {
        json.WriteStartObject("task");
        json.WriteString("id", task.Id);
        json.WriteString("name", task.Name);
        json.WriteStartObject("status");
        json.WriteStatus(task.Status);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSpan(this Utf8JsonWriter json, long since, long minutes)
    {
        json.WriteStartObject("total_time");
        json.WriteNumber("by_minute", minutes);
        json.WriteMoment("since", since);
        json.WriteEndObject();
    }
}
