using System.Text.Json;
using BlinkSaaS.Sources.ClickUp.Streams;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>What every place is asked for. Nothing where the place is gone meanwhile.</summary>
internal sealed partial class Hierarchy
{
    /// <summary>Views of a place, for the stream of views and for comments in chat views.</summary>
    public Task<IReadOnlyList<JsonElement>> ViewsAsync(AskedPlace place, CancellationToken cancellationToken) =>
        AskAsync($"views {place.Kind} {place.Place.Id}", token => OfPlaceAsync(place, "view", "views", token), cancellationToken);

    /// <summary>Definitions of custom fields. One stream needs them, so they are not kept.</summary>
    public Task<IReadOnlyList<JsonElement>> FieldsAsync(AskedPlace place, CancellationToken cancellationToken) =>
        OfPlaceAsync(place, "field", "fields", cancellationToken);

    private async Task<IReadOnlyList<JsonElement>> OfPlaceAsync(AskedPlace place, string ending, string array, CancellationToken cancellationToken)
    {
        using var answer = await _api.FindAsync($"v2/{place.Kind}/{place.Place.Id}/{ending}", cancellationToken);
        return answer is null ? [] : [.. answer.Rows(array).EnumerateArray().Select(e => e.Clone())];
    }
}
