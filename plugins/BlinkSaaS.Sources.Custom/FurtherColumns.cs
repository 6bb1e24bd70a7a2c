using System.Security.Cryptography;
using System.Text;

namespace BlinkSaaS.Sources.Custom;

/// <summary>
/// Columns for the fields that rows turn out to have: those with a plain value, as text. What a field holds may be a number in
/// one row and text in the next; the raw object keeps its types.
/// </summary>
internal sealed class FurtherColumns(Mapping mapping)
{
    private const int Most = 200;

    private static readonly string[] s_declared = ["key", "cursor", "row"];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<Column> _added = [];

    /// <summary>The column of a field; null where it has none.</summary>
    public string? Of(string field)
    {
        if (field == mapping.KeyField || field == mapping.CursorField)
            return null;
        if (_names.TryGetValue(field, out var known))
            return known;
        if (_names.Count >= Most || string.IsNullOrWhiteSpace(field))
            return null;
        var name = NameOf(field);
        _names[field] = name;
        _added.Add(new Column(name, new string([.. field.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]), ColumnType.Text));
        return name;
    }

    /// <summary>Those that were met since the last time; null where none was.</summary>
    public ColumnsMessage? TakeAdded()
    {
        if (_added.Count == 0)
            return null;
        var message = new ColumnsMessage([.. _added]);
        _added.Clear();
        return message;
    }

    /// <summary>The field's own name where it can be one; else with a part of its hash, so that it is the same in each pull.</summary>
    private static string NameOf(string field)
    {
        var plain = new string([.. field.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')]);
        if (plain == field && plain.Length <= 60 && !s_declared.Contains(plain))
            return plain;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(field)))[..6];
        return $"{plain[..Math.Min(plain.Length, 50)]}_{hash}";
    }
}
