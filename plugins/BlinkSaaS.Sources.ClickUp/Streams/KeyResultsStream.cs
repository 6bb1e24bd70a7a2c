using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>Key results: they come with their goal only, so a call for each goal that has any.</summary>
internal sealed class KeyResultsStream : WorkspaceStream
{
    public override StreamDescriptor Descriptor { get; } = new()
    {
        Name = "key_results",
        Title = "Key results",
        Description = "Key results of each goal and how far they are. Read anew every six hours.",
        Cost = "1 call for each ClickUp Workspace and each goal with key results, every six hours.",
        PrimaryKey = ["id"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(6),
        SelectedByDefault = false,
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("goal", "Goal", ColumnType.Text),
            new Column("type", "Type", ColumnType.Text),
            new Column("percent_completed", "Completed (%)", ColumnType.Decimal),
            new Column("completed", "Completed", ColumnType.Boolean),
            new Column("start", "From", ColumnType.Decimal),
            new Column("current", "Current", ColumnType.Decimal),
            new Column("target", "Target", ColumnType.Decimal),
            new Column("unit", "Unit", ColumnType.Text),
            new Column("owners", "Owners", ColumnType.Text),
            new Column("workspace", "ClickUp Workspace", ColumnType.Text),
            new Column("created", "Created", ColumnType.Timestamp),
            new Column("id", "ID", ColumnType.Text),
            new Column("goal_id", "Goal ID", ColumnType.Text),
            new Column("workspace_id", "ClickUp Workspace ID", ColumnType.Text),
        ],
    };

    protected override async Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken)
    {
        var api = new ClickUpApi(context.Http);
        var goals = (await GoalsStream.GoalsAsync(context, workspace, cancellationToken)).Where(g => g.Goal.Integer("key_result_count") != 0).ToList();
        var found = await Hierarchy.AllAsync(goals, async (goal, token) =>
        {
            using var answer = await api.FindAsync($"v2/goal/{goal.Goal.Text("id")}", token);
            return answer is null ? [] : (SourceMessage[])
            [
                .. answer.Root.At("goal").Items("key_results").Where(r => r.Text("id") is not null).Select(r => Record(r, goal.Goal, workspace)),
            ];
        }, cancellationToken);
        return found.SelectMany(results => results);
    }

    private static RecordMessage Record(JsonElement result, JsonElement goal, Workspace workspace) => new Cells
    {
        ["name"] = result.Text("name"),
        ["goal"] = goal.Text("name"),
        ["type"] = result.Text("type"),
        ["percent_completed"] = result.Decimal("percent_completed"),
        ["completed"] = result.Boolean("completed"),
        ["start"] = result.Decimal("steps_start"),
        ["current"] = result.Decimal("steps_current"),
        ["target"] = result.Decimal("steps_end"),
        ["unit"] = result.Text("unit"),
        ["owners"] = result.Joined("owners", ClickUpJson.PersonName),
        ["workspace"] = workspace.Name,
        ["created"] = result.Timestamp("date_created"),
        ["id"] = result.Text("id"),
        ["goal_id"] = goal.Text("id"),
        ["workspace_id"] = workspace.Id,
    }.Of(result);
}
