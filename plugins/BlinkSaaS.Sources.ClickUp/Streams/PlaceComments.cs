using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>
/// Comments on lists themselves and in chat views, which any place may have. Nothing tells of new ones, so this is a walk through
/// all spaces at a slow round: a call for each place that says which views it has, and one for each list and chat view.
/// </summary>
internal static class PlaceComments
{
    private const string Chat = "conversation";

    public static IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, TimeSpan every, CancellationToken cancellationToken) =>
        SpaceWalk.ReadAsync(
            context, request,
            async (space, token) => await OfPlacesAsync(context, await AskedPlace.OfSpaceAsync(context, space, token), token),
            async token => await OfPlacesAsync(context, await AskedPlace.OutsideAsync(context, token), token),
            cancellationToken, every);

    private static async Task<IEnumerable<SourceMessage>> OfPlacesAsync(
        ISourceContext context, IReadOnlyList<AskedPlace> places, CancellationToken cancellationToken)
    {
        var hierarchy = Hierarchy.Of(context);
        var views = await Hierarchy.AllAsync(places, (place, token) => hierarchy.ViewsAsync(place, token), cancellationToken);
        var lists = places.Where(place => place.Kind == "list").Select(list => new DiscussedThing("list", list.Place.Id, list.Place.Name, list.Workspace));
        var chats = places.Zip(views).SelectMany(pair => pair.Second.Where(IsChat).Select(view => new DiscussedThing("view", view.Text("id")!, view.Text("name"), pair.First.Workspace)));
        var discussion = new Discussion(new ClickUpApi(context.Http));
        var found = await Hierarchy.AllAsync([.. lists, .. chats.DistinctBy(chat => chat.Id)], discussion.ReadAsync, cancellationToken);
        return found.SelectMany(comments => comments);
    }

    private static bool IsChat(JsonElement view) => view.Text("type") == Chat && view.Text("id") is not null;
}
