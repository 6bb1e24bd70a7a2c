namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Names of the spaces of a ClickUp Workspace. Tasks come with the id of their space only, and asking for the spaces costs two
/// calls: names are remembered between pulls, and asked for where a task is in a space that is not among them.
/// </summary>
internal sealed class SpaceNames(Hierarchy hierarchy, Workspace workspace, IReadOnlyDictionary<string, string>? remembered)
{
    // Keep the state of a walk well under its limit of 64 KB.
    private const int MostRemembered = 300;
    private const int LongestRemembered = 60;

    private IReadOnlyDictionary<string, string>? _names = remembered;
    private bool _areFresh;

    public IReadOnlyDictionary<string, string> Remembered => (_names ?? new Dictionary<string, string>())
        .Where(n => n.Value.Length <= LongestRemembered).OrderBy(n => n.Key, StringComparer.Ordinal).Take(MostRemembered)
        .ToDictionary(n => n.Key, n => n.Value);

    /// <summary>The name, or null for a space that the token does not see.</summary>
    public async ValueTask<string?> FindAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null)
            return null;
        if (_names?.TryGetValue(id, out var name) == true)
            return name.Length > 0 ? name : null;
        if (!_areFresh)
        {
            var spaces = await hierarchy.SpacesAsync(workspace, cancellationToken);
            _names = spaces.ToDictionary(s => s.Id, s => s.Name);
            _areFresh = true;
        }

        if (_names!.TryGetValue(id, out name))
            return name;
        // A guest's task, in a space that only its id is known of: not worth a question at each pull.
        _names = new Dictionary<string, string>(_names) { [id] = "" };
        return null;
    }
}
