namespace BlinkSaaS.Sources.ClickUp;

/// <summary>The lists that the task pages of a ClickUp Workspace leave out, and everything that a walk saw.</summary>
internal sealed class TaskArchive(Hierarchy hierarchy, Workspace workspace)
{
    private const int MostListsNamed = 9000;

    /// <summary>Ids of the lists in the archive, in order.</summary>
    public async Task<IReadOnlyList<string>> ListsAsync(CancellationToken cancellationToken) =>
        [.. (await AllAsync(cancellationToken)).Where(l => l.IsInArchive).Select(l => l.Id).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Everything that the token sees, for telling "gone" from "out of sight"; of very many lists their spaces alone.</summary>
    public async Task<IReadOnlyList<string>> SightAsync(CancellationToken cancellationToken)
    {
        var spaces = (await hierarchy.SpacesAsync(workspace, cancellationToken)).Select(s => $"space:{s.Id}");
        var lists = (await AllAsync(cancellationToken)).Select(l => $"list:{l.Id}").ToList();
        return lists.Count > MostListsNamed ? [.. spaces] : [.. spaces, .. lists];
    }

    private async Task<List<TaskList>> AllAsync(CancellationToken cancellationToken)
    {
        var lists = new List<TaskList>(await hierarchy.SharedListsAsync(workspace, cancellationToken));
        foreach (var space in await hierarchy.SpacesAsync(workspace, cancellationToken))
            lists.AddRange(await hierarchy.ListsAsync(space, cancellationToken));
        return lists;
    }
}
