using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Asks the same question of every place: each ClickUp Workspace, space, folder and list. For what ClickUp gives place by place
/// only, such as views and the definitions of custom fields.
/// </summary>
/// <param name="Ask">What a place is asked for.</param>
/// <param name="Record">A record of an element of the answer, with the place that it was found at.</param>
internal sealed record PlaceFanOut(
    Func<Hierarchy, AskedPlace, CancellationToken, Task<IReadOnlyList<JsonElement>>> Ask, Func<JsonElement, AskedPlace, RecordMessage?> Record)
{
    public IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        SpaceWalk.ReadAsync(
            context, request,
            async (space, token) => await AskAsync(context, await AskedPlace.OfSpaceAsync(context, space, token), token),
            async token => await AskAsync(context, await AskedPlace.OutsideAsync(context, token), token),
            cancellationToken);

    private async Task<IEnumerable<SourceMessage>> AskAsync(ISourceContext context, IReadOnlyList<AskedPlace> places, CancellationToken cancellationToken)
    {
        var hierarchy = Hierarchy.Of(context);
        var found = await Hierarchy.AllAsync(
            places, async (place, token) => (await Ask(hierarchy, place, token)).Select(e => Record(e, place)).ToList(), cancellationToken);
        return found.SelectMany(records => records).OfType<RecordMessage>();
    }
}
