using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>A page of a list.</summary>
internal sealed class StripePage : IDisposable
{
    private readonly JsonDocument _document;

    private StripePage(JsonDocument document, IReadOnlyList<JsonElement> items, bool hasMore)
    {
        _document = document;
        Items = items;
        HasMore = hasMore;
    }

    public IReadOnlyList<JsonElement> Items { get; }

    public bool HasMore { get; }

    /// <exception cref="SourceUnavailableException">It is no page, or not the one after the cursor.</exception>
    public static StripePage Of(JsonDocument document, string? after)
    {
        try
        {
            var data = Json.At(document.RootElement, "data");
            var more = Json.At(document.RootElement, "has_more");
            if (data.ValueKind != JsonValueKind.Array || more.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                throw new SourceUnavailableException("Stripe's answer was no list. The pull goes on later by itself.");
            var items = data.EnumerateArray().ToList();
            if (items.Exists(item => Json.Id(item) is null))
                throw new SourceUnavailableException("Stripe's list has an object without an ID. The pull goes on later by itself.");
            // Asked for what comes after an object, a page with that object is the one before: following it would never end.
            if (after is not null && items.Exists(item => Json.Id(item) == after))
                throw new SourceUnavailableException("Stripe gave the same page twice. The pull goes on later by itself.");
            var hasMore = more.ValueKind == JsonValueKind.True;
            return hasMore && items.Count == 0
                ? throw new SourceUnavailableException("Stripe gave an empty page and said that more follow. The pull goes on later by itself.")
                : new StripePage(document, items, hasMore);
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    public void Dispose() => _document.Dispose();
}
