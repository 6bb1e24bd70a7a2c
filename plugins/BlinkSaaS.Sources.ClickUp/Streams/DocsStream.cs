using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Docs, archived ones too: a call for each 100 of a ClickUp Workspace, twice.</summary>
internal sealed class DocsStream : WorkspaceStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "docs",
        Title = "Docs",
        Description = "Docs, archived ones too, without what is written in them. Read anew every six hours.",
        Cost = "2 calls for each ClickUp Workspace and one more for each 100 docs, every six hours.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("creator_id", "Created by (ID)", ColumnType.Integer),
            new Column("created", "Created", ColumnType.Timestamp),
            new Column("updated", "Updated", ColumnType.Timestamp),
            new Column("archived", "Archived", ColumnType.Boolean),
            new Column("deleted", "Deleted", ColumnType.Boolean),
            new Column("parent_id", "Place ID", ColumnType.Text),
            new Column("id", "ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    /// <summary>All docs of a ClickUp Workspace; asked once for this stream and the pages.</summary>
    public static Task<IReadOnlyList<JsonElement>> DocsAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken) =>
        Hierarchy.Of(context).AskAsync<IReadOnlyList<JsonElement>>($"docs {workspace.Id}", async token =>
        {
            var docs = new List<JsonElement>();
            foreach (var archived in (string[])["false", "true"])
                await AddAsync(docs, new ClickUpApi(context.Http), workspace, archived, token);
            return [.. docs.DistinctBy(d => d.Text("id")).OrderBy(d => d.Text("id"), StringComparer.Ordinal)];
        }, cancellationToken);

    protected override async Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken) =>
        (await DocsAsync(context, workspace, cancellationToken)).Select(doc => new Cells
        {
            ["name"] = doc.Text("name"),
            ["workspace"] = workspace.Name,
            ["creator_id"] = doc.Integer("creator"),
            ["created"] = doc.Timestamp("date_created"),
            ["updated"] = doc.Timestamp("date_updated"),
            ["archived"] = doc.Boolean("archived"),
            ["deleted"] = doc.Boolean("deleted"),
            ["parent_id"] = doc.Text("parent", "id"),
            ["id"] = doc.Text("id"),
            ["workspace_id"] = workspace.Id,
        }.Of(doc));

    private static async Task AddAsync(List<JsonElement> docs, ClickUpApi api, Workspace workspace, string archived, CancellationToken cancellationToken)
    {
        string? cursor = null;
        while (true)
        {
            var from = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            using var answer = await api.GetAsync($"v3/workspaces/{workspace.Id}/docs?limit=100&archived={archived}{from}", cancellationToken);
            docs.AddRange(answer.Rows("docs").EnumerateArray().Where(d => d.Text("id") is not null).Select(d => d.Clone()));
            var next = answer.Root.Text("next_cursor");
            if (next is null)
                return;
            if (next == cursor)
                throw ClickUpErrors.RepeatedCursor();
            cursor = next;
        }
    }
}
