namespace BlinkSaaS.Web.Features.Connections;

/// <summary>
/// Which streams of a source a person chose. Kept among the connection's settings, under a name that no field of a source can
/// have, so that whoever opens a connection reads one row.
/// </summary>
public static class ChosenStreams
{
    private const string Key = "$streams";

    /// <summary>The names, or null where nobody chose: then the source's own selection is pulled.</summary>
    public static IReadOnlyList<string>? Of(IReadOnlyDictionary<string, string> settings) =>
        settings.TryGetValue(Key, out var names) ? names.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;

    /// <summary>The settings with another choice.</summary>
    public static Dictionary<string, string> With(IReadOnlyDictionary<string, string> settings, IReadOnlyCollection<string>? names)
    {
        var changed = Without(settings);
        if (names is not null)
            changed[Key] = string.Join(' ', names);
        return changed;
    }

    /// <summary>What the source itself is told.</summary>
    public static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> settings) =>
        settings.Where(s => s.Key != Key).ToDictionary(StringComparer.Ordinal);
}
