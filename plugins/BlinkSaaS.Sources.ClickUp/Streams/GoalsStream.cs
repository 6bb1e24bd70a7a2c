using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Goals, completed ones too: one call for each ClickUp Workspace.</summary>
internal sealed class GoalsStream : WorkspaceStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "goals",
        Title = "Goals",
        Description = "Goals, completed ones too. Read anew every six hours.",
        Cost = "1 call for each ClickUp Workspace, every six hours.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("percent_completed", "Completed (%)", ColumnType.Decimal),
            new Column("owners", "Owners", ColumnType.Text),
            new Column("due_date", "Due", ColumnType.Timestamp),
            new Column("start_date", "Start", ColumnType.Timestamp),
            new Column("folder", "Folder of goals", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("description", "Description", ColumnType.Text),
            new Column("private", "Private", ColumnType.Boolean),
            new Column("archived", "Archived", ColumnType.Boolean),
            new Column("created", "Created", ColumnType.Timestamp),
            new Column("updated", "Updated", ColumnType.Timestamp),
            new Column("id", "ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
        // A token for the editor, another one in each answer.
        VolatilePaths = ["editor_token"],
    };

    /// <summary>Goals with the name of their folder; asked once for this stream and the key results.</summary>
    public static Task<IReadOnlyList<(JsonElement Goal, string? Folder)>> GoalsAsync(
        ISourceContext context, Workspace workspace, CancellationToken cancellationToken) =>
        Hierarchy.Of(context).AskAsync<IReadOnlyList<(JsonElement, string?)>>($"goals {workspace.Id}", async token =>
        {
            using var answer = await new ClickUpApi(context.Http).GetAsync($"v2/team/{workspace.Id}/goal?include_completed=true", token);
            var goals = answer.Rows("goals").EnumerateArray().Select(g => (Goal: g, Folder: (string?)null))
                .Concat(answer.Root.Items("folders").SelectMany(f => f.Items("goals").Select(g => (Goal: g, Folder: f.Text("name")))));
            return [.. goals.Where(g => g.Goal.Text("id") is not null).Select(g => (g.Goal.Clone(), g.Folder))];
        }, cancellationToken);

    protected override async Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken) =>
        (await GoalsAsync(context, workspace, cancellationToken)).Select(found => new Cells
        {
            ["name"] = found.Goal.Text("name"),
            ["percent_completed"] = found.Goal.Decimal("percent_completed"),
            ["owners"] = found.Goal.Joined("owners", ClickUpJson.PersonName),
            ["due_date"] = found.Goal.Timestamp("due_date"),
            ["start_date"] = found.Goal.Timestamp("start_date"),
            ["folder"] = found.Folder,
            ["workspace"] = workspace.Name,
            ["description"] = found.Goal.Text("description"),
            ["private"] = found.Goal.Boolean("private"),
            ["archived"] = found.Goal.Boolean("archived"),
            ["created"] = found.Goal.Timestamp("date_created"),
            ["updated"] = found.Goal.Timestamp("date_updated"),
            ["id"] = found.Goal.Text("id"),
            ["workspace_id"] = workspace.Id,
        }.Of(found.Goal));
}
