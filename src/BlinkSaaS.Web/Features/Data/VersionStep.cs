using System.Text.Json;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>A field that a version changed.</summary>
/// <param name="Column">The field.</param>
/// <param name="Old">Its value before; empty where it had none.</param>
/// <param name="New">Its value since.</param>
public sealed record FieldChange(Column Column, Cell Old, Cell New);

/// <summary>A version of a record, as the history shows it.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Version">What was stored.</param>
/// <param name="Changes">What it changed of the version before; empty for the first one, or where no typed field changed.</param>
/// <param name="Values">Fields that had a value.</param>
/// <param name="IsReturn">Whether the record was deleted before and came back with it.</param>
public sealed record VersionStep(int Number, RecordVersion Version, IReadOnlyList<FieldChange> Changes, int Values, bool IsReturn)
{
    /// <summary>Longest value that is shown whole.</summary>
    private const int Length = 300;

    /// <summary>The steps of a history, the newest first. What came before the oldest version at hand is not known.</summary>
    public static IReadOnlyList<VersionStep> Of(RecordVersions history, IReadOnlyList<Column> columns)
    {
        var steps = new List<VersionStep>();
        for (var i = 0; i < history.Versions.Count; i++)
        {
            var version = history.Versions[i];
            var before = i + 1 < history.Versions.Count ? history.Versions[i + 1] : null;
            IReadOnlyList<FieldChange> changes = before is null ? [] : [.. Between(before.Cells, version.Cells, columns)];
            steps.Add(new VersionStep(history.Total - i, version, changes, columns.Count(column => !Cell.Of(column, version.Cells, Length).IsEmpty), before is { Deleted: true }));
        }

        return steps;
    }

    private static IEnumerable<FieldChange> Between(JsonElement before, JsonElement after, IReadOnlyList<Column> columns)
    {
        foreach (var column in columns)
        {
            if (Text(before, column) != Text(after, column))
                yield return new FieldChange(column, Cell.Of(column, before, Length), Cell.Of(column, after, Length));
        }
    }

    private static string? Text(JsonElement cells, Column column) =>
        cells.ValueKind == JsonValueKind.Object && cells.TryGetProperty(column.Name, out var value) && value.ValueKind is not JsonValueKind.Null ? value.GetRawText() : null;
}
