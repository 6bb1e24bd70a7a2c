namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>A place, and the kind that its path begins with.</summary>
internal sealed record AskedPlace(string Kind, Place Place, Workspace Workspace)
{
    /// <summary>A space and all folders and lists in it.</summary>
    public static async Task<IReadOnlyList<AskedPlace>> OfSpaceAsync(ISourceContext context, Space space, CancellationToken cancellationToken)
    {
        var hierarchy = Hierarchy.Of(context);
        return
        [
            new("space", space, space.Workspace),
            .. (await hierarchy.FoldersAsync(space, cancellationToken)).Select(f => new AskedPlace("folder", f, space.Workspace)),
            .. (await hierarchy.ListsAsync(space, cancellationToken)).Select(l => new AskedPlace("list", l, space.Workspace)),
        ];
    }

    /// <summary>The ClickUp Workspaces, and the lists that the token sees without the spaces around them.</summary>
    public static async Task<IReadOnlyList<AskedPlace>> OutsideAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        var hierarchy = Hierarchy.Of(context);
        var places = new List<AskedPlace>();
        foreach (var workspace in await hierarchy.WorkspacesAsync(cancellationToken))
        {
            places.Add(new AskedPlace("team", workspace, workspace));
            places.AddRange((await hierarchy.SharedListsAsync(workspace, cancellationToken)).Select(l => new AskedPlace("list", l, workspace)));
        }

        return places;
    }
}
