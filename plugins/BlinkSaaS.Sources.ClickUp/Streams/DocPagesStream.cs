using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Pages of docs with what is written in them: a call for each doc that changed, a partition for each ClickUp Workspace.</summary>
internal sealed class DocPagesStream : ClickUpStream
{
    private const int DocsAtOnce = 20;

    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "doc_pages",
        Title = "Doc pages",
        Description = "Pages of docs with their text as Markdown. Every pull reads docs that changed; all are read once a week, since ClickUp does not say what changes a doc's date.",
        Cost = "1 call for each doc at first and once a week; later 2 for each ClickUp Workspace and 1 for each doc that changed.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromDays(7),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("doc", "Doc", ColumnType.Text),
            new Column("text", "Text", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("created", "Created", ColumnType.Timestamp),
            new Column("updated", "Updated", ColumnType.Timestamp),
            new Column("archived", "Archived", ColumnType.Boolean),
            new Column("id", "ID", ColumnType.Text),
            new Column("doc_id", "Doc ID", ColumnType.Text),
            new Column("parent_id", "Page above (ID)", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    public override IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, CancellationToken cancellationToken) =>
        TaskWalk.PartitionAsync(context, cancellationToken);

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workspace = await TaskWalk.WorkspaceOfAsync(context, request.Partition, cancellationToken);
        var now = context.Clock.GetUtcNow();
        var walk = DocWalkState.For(request, now);
        var docs = await DocsStream.DocsAsync(context, workspace, cancellationToken);
        var due = docs.Where(d => walk.Wants(d.Text("id")!, d.Integer("date_updated"))).ToList();
        foreach (var some in due.Chunk(DocsAtOnce))
        {
            foreach (var pages in await Hierarchy.AllAsync(some, (doc, token) => OfDocAsync(context, doc, workspace, token), cancellationToken))
            {
                foreach (var page in pages)
                    yield return page;
            }

            yield return (walk = walk with { After = some[^1].Text("id") }).ToMessage();
        }

        yield return walk.Finish(docs.Select(d => d.Integer("date_updated") ?? 0).DefaultIfEmpty().Max(), now).ToMessage();
        yield return new StreamCompleteMessage(walk.Full, walk.Full ? [$"workspace:{workspace.Id}", .. docs.Select(d => $"doc:{d.Text("id")}")] : null);
    }

    private static async Task<IReadOnlyList<RecordMessage>> OfDocAsync(
        ISourceContext context, JsonElement doc, Workspace workspace, CancellationToken cancellationToken)
    {
        using var answer = await new ClickUpApi(context.Http).FindArrayAsync(
            $"v3/workspaces/{workspace.Id}/docs/{doc.Text("id")}/pages?content_format=text%2Fmd", cancellationToken);
        var records = new List<RecordMessage>();
        if (answer is not null)
            Add(records, answer.Root, parent: null, doc, workspace);
        return records;
    }

    /// <summary>Pages lie in pages.</summary>
    private static void Add(List<RecordMessage> records, JsonElement pages, string? parent, JsonElement doc, Workspace workspace)
    {
        if (pages.ValueKind != JsonValueKind.Array)
            return;
        foreach (var page in pages.EnumerateArray())
        {
            if (page.Text("id") is not { } id)
                continue;
            records.Add(new Cells
            {
                ["name"] = page.Text("name"),
                ["doc"] = doc.Text("name"),
                ["text"] = page.Text("content"),
                ["workspace"] = workspace.Name,
                ["created"] = page.Timestamp("date_created"),
                ["updated"] = page.Timestamp("date_updated"),
                ["archived"] = page.Boolean("archived"),
                ["id"] = id,
                ["doc_id"] = doc.Text("id"),
                ["parent_id"] = parent,
                ["workspace_id"] = workspace.Id,
            }.Of(page));
            Add(records, page.At("pages"), id, doc, workspace);
        }
    }
}
