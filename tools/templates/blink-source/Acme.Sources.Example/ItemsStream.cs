using System.Runtime.CompilerServices;
using System.Text.Json;
using BlinkSaaS.Sources;

namespace Acme.Sources.Example;

/// <summary>Items, oldest change first, a hundred at a time.</summary>
internal static class ItemsStream
{
    public static StreamDescriptor Descriptor { get; } = new()
    {
        Name = "items",
        Title = "Items",
        Description = "Every item, with each change since the last pull.",
        Columns =
        [
            new Column("name", "Name", ColumnType.Text),
            new Column("updated_at", "Updated", ColumnType.Timestamp),
            new Column("id", "ID", ColumnType.Text),
        ],
        PrimaryKey = ["id"],
        VersionColumn = "updated_at",
        Incremental = true,
    };

    /// <summary>
    /// Reads on from a checkpoint: <c>page</c> in the middle of a walk, <c>since</c> from the pull before. A checkpoint promises
    /// that all sent before it may be kept, so it comes after the records of a page.
    /// </summary>
    public static async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = request.Full || request.Checkpoint is null ? new State(1, null, null) : JsonSerializer.Deserialize<State>(request.Checkpoint)!;
        var (page, since, newest) = state;
        string? first = null;
        for (var more = true; more; page++)
        {
            var filter = since is { } from ? $"&updated_since={Uri.EscapeDataString(from.ToString("O"))}" : "";
            using var answer = await ExampleApi.GetAsync(context, $"items?page={page}{filter}", cancellationToken);
            var items = answer.RootElement.GetProperty("items");
            // An API that gives the same page over and over would be asked for ever.
            var firstHere = items.GetArrayLength() > 0 ? items[0].GetProperty("id").GetString() : null;
            if (firstHere is not null && firstHere == first)
                throw new SourceUnavailableException("Example gave the same page twice. The pull goes on later by itself.");
            first = firstHere;
            foreach (var item in items.EnumerateArray())
            {
                var updated = item.GetProperty("updated_at").GetDateTimeOffset();
                newest = newest is { } known && known > updated ? known : updated;
                yield return RecordMessage.From(item, new Dictionary<string, object?>
                {
                    ["id"] = item.GetProperty("id").GetString(),
                    ["name"] = item.GetProperty("name").GetString(),
                    ["updated_at"] = updated,
                });
            }

            more = answer.RootElement.GetProperty("more").GetBoolean();
            if (more)
                yield return new CheckpointMessage(JsonSerializer.Serialize(new State(page + 1, since, newest)));
        }

        // The next pull begins where this one ended; what it brings twice is not written twice.
        yield return new CheckpointMessage(JsonSerializer.Serialize(new State(1, newest ?? since, null)));
        // Only a walk from the very beginning brought every item that lives, and shows which ones are gone.
        yield return new StreamCompleteMessage(Complete: since is null);
    }

    private sealed record State(int Page, DateTimeOffset? Since, DateTimeOffset? Newest);
}
