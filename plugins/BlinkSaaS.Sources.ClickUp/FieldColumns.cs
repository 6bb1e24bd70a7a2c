using System.Text.Json;
using BlinkSaaS.Sources.ClickUp.Streams;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Custom fields as columns. Every task brings the definition of all its fields, so that knowing them costs no call and a field
/// of a single list is found as surely as one of the whole ClickUp Workspace.
/// </summary>
/// <remarks>
/// A column is named after the field's id, so that a field that is renamed keeps its column and two fields of one name have two.
/// The type is part of the name where it is not text: a field that is turned into another type begins a new column, and the
/// values of old records stay what they were.
/// </remarks>
internal sealed class FieldColumns
{
    private const int LongestName = 60;
    private const int LongestTitle = 100;

    private readonly Dictionary<string, Column> _known = new(StringComparer.Ordinal);
    private List<Column> _new = [];

    /// <summary>Columns that were met since the last call; to be declared before the records that have them.</summary>
    public IReadOnlyList<Column> TakeNew()
    {
        var taken = _new;
        _new = [];
        return taken;
    }

    /// <summary>Puts the values of a task's custom fields into its cells.</summary>
    public void Read(JsonElement task, Cells cells)
    {
        foreach (var field in task.Items("custom_fields"))
        {
            if (field.Text("id") is not { } id)
                continue;
            var column = ColumnOf(id, field);
            cells[column.Name] = FieldValue.Read(field);
        }
    }

    private Column ColumnOf(string id, JsonElement field)
    {
        var type = FieldValue.TypeOf(field);
        var name = NameOf(id, type);
        if (_known.TryGetValue(name, out var known))
            return known;
        var title = TitleOf(id, field);
        var column = new Column(name, title, type, $"Custom field of the type {field.Text("type") ?? "unknown"}.");
        _known.Add(name, column);
        _new.Add(column);
        return column;
    }

    private string TitleOf(string id, JsonElement field)
    {
        var title = field.Text("name")?.Trim() is { Length: > 0 } given ? given : "Custom field";
        if (title.Length > LongestTitle)
            title = title[..LongestTitle];
        if (field.Text("type") == "currency" && field.Text("type_config", "currency_type") is { } currency)
            title = $"{title} ({currency})";
        // Of two fields of one name the second is told apart by the beginning of its id.
        return _known.Values.Any(c => c.Title == title) ? $"{title} · {id[..Math.Min(4, id.Length)]}" : title;
    }

    private static string NameOf(string id, ColumnType type)
    {
        var suffix = type == ColumnType.Text ? "" : "_" + type.ToString().ToLowerInvariant();
        var letters = new string([.. id.ToLowerInvariant().Where(c => c is >= 'a' and <= 'z' or >= '0' and <= '9')]);
        var name = "cf_" + letters;
        return name[..Math.Min(name.Length, LongestName - suffix.Length)] + suffix;
    }
}
