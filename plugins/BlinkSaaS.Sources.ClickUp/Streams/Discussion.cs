using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>What people comment on: a task, a list or a chat view. Its kind is what its path begins with.</summary>
internal sealed record DiscussedThing(string Kind, string Id, string? Name, Workspace Workspace);

/// <summary>Reads the comments on one thing, with their replies.</summary>
internal sealed class Discussion(ClickUpApi api)
{
    /// <summary>So many come at once: documented, and the only sign of an end. A full page costs a call to be sure of it.</summary>
    private const int CommentsAPage = 25;

    public async Task<IReadOnlyList<SourceMessage>> ReadAsync(DiscussedThing about, CancellationToken cancellationToken)
    {
        var messages = new List<SourceMessage>();
        var seen = new HashSet<string>();
        var page = "";
        while (true)
        {
            // Newest first; the date and the id of the last one bring what is older. There is no word of a last page.
            using var answer = await api.FindAsync($"v2/{about.Kind}/{about.Id}/comment{page}", cancellationToken);
            var comments = answer?.Rows("comments").EnumerateArray().Where(c => c.Text("id") is not null).ToList() ?? [];
            var older = comments.Where(c => seen.Add(c.Text("id")!)).ToList();
            foreach (var comment in older)
            {
                messages.Add(Record(comment, parent: null, about));
                if (comment.Integer("reply_count") is > 0)
                    messages.AddRange(await RepliesAsync(comment.Text("id")!, about, cancellationToken));
            }

            if (older.Count == 0 || comments.Count < CommentsAPage || comments[^1].Text("date") is not { } date)
                return messages;
            page = $"?start={date}&start_id={comments[^1].Text("id")}";
        }
    }

    private async Task<IEnumerable<SourceMessage>> RepliesAsync(string comment, DiscussedThing about, CancellationToken cancellationToken)
    {
        using var answer = await api.FindAsync($"v2/comment/{comment}/reply", cancellationToken);
        return answer is null ? [] : [.. answer.Rows("comments").EnumerateArray().Where(c => c.Text("id") is not null).Select(c => Record(c, comment, about))];
    }

    private static RecordMessage Record(JsonElement comment, string? parent, DiscussedThing about) => new Cells
    {
        ["text"] = comment.Text("comment_text"),
        ["author"] = comment.At("user").PersonName(),
        ["date"] = comment.Timestamp("date"),
        [about.Kind] = about.Name,
        ["assignee"] = comment.At("assignee").PersonName(),
        ["resolved"] = comment.Boolean("resolved"),
        ["replies"] = comment.Integer("reply_count"),
        ["workspace"] = about.Workspace.Name,
        ["id"] = comment.Text("id"),
        ["parent_id"] = parent,
        [$"{about.Kind}_id"] = about.Id,
        ["workspace_id"] = about.Workspace.Id,
    }.Of(comment);
}
