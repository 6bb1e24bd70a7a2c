using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Asks the same question of every place: each ClickUp Workspace, space, folder and list. For what ClickUp gives place by place
/// only, such as views and the definitions of custom fields.
/// </summary>
/// <param name="Ending">What comes after the place's own path: <c>view</c>.</param>
/// <param name="Array">Name of the array in the answer.</param>
/// <param name="Record">A record of an element, with the place that it was found at.</param>
internal sealed record PlaceFanOut(string Ending, string Array, Func<JsonElement, AskedPlace, RecordMessage?> Record)
{
    public IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        SpaceWalk.ReadAsync(
            context, request, (space, token) => OfSpaceAsync(context, space, token), token => OutsideAsync(context, token), cancellationToken);

    private async Task<IEnumerable<SourceMessage>> OfSpaceAsync(ISourceContext context, Space space, CancellationToken cancellationToken)
    {
        var hierarchy = Hierarchy.Of(context);
        AskedPlace[] places =
        [
            new("space", space, space.Workspace),
            .. (await hierarchy.FoldersAsync(space, cancellationToken)).Select(f => new AskedPlace("folder", f, space.Workspace)),
            .. (await hierarchy.ListsAsync(space, cancellationToken)).Select(l => new AskedPlace("list", l, space.Workspace)),
        ];
        return await AskAsync(context, places, cancellationToken);
    }

    private async Task<IEnumerable<SourceMessage>> OutsideAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        var hierarchy = Hierarchy.Of(context);
        var places = new List<AskedPlace>();
        foreach (var workspace in await hierarchy.WorkspacesAsync(cancellationToken))
        {
            places.Add(new AskedPlace("team", workspace, workspace));
            places.AddRange((await hierarchy.SharedListsAsync(workspace, cancellationToken)).Select(l => new AskedPlace("list", l, workspace)));
        }

        return await AskAsync(context, places, cancellationToken);
    }

    private async Task<IEnumerable<SourceMessage>> AskAsync(ISourceContext context, IReadOnlyList<AskedPlace> places, CancellationToken cancellationToken)
    {
        var api = new ClickUpApi(context.Http);
        var found = await Hierarchy.AllAsync(places, async (place, token) =>
        {
            using var answer = await api.FindAsync($"v2/{place.Kind}/{place.Place.Id}/{Ending}", token);
            return answer is null ? [] : (RecordMessage?[])[.. answer.Rows(Array).EnumerateArray().Select(e => Record(e, place))];
        }, cancellationToken);
        return found.SelectMany(records => records).OfType<RecordMessage>();
    }
}

/// <summary>A place, and the kind that its path begins with.</summary>
internal sealed record AskedPlace(string Kind, Place Place, Workspace Workspace);
