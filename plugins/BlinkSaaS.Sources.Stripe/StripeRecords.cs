using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>Makes records of objects.</summary>
internal sealed class StripeRecords(StripeApi api, StripeStream stream)
{
    /// <summary>As many at once as the host lets through.</summary>
    private const int AtOnce = 4;

    /// <summary>The records of an object of a list.</summary>
    public async IAsyncEnumerable<SourceMessage> OfAsync(JsonElement item, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isGone = Json.Boolean(Json.At(item, "deleted")) == true;
        if (!isGone && stream.Nested is { } nested && Json.Boolean(Json.At(item, $"{nested.Property}.has_more")) == true)
        {
            using var whole = await WithWholeListAsync(item, nested, cancellationToken);
            foreach (var record in Records(whole.RootElement))
                yield return record;
            yield break;
        }

        foreach (var message in isGone ? Gone(Json.Id(item)!) : Records(item))
            yield return message;
    }

    /// <summary>The records of objects as they are now, and the deletion of those that are gone.</summary>
    public async IAsyncEnumerable<SourceMessage> OfAsync(IEnumerable<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Chunk(AtOnce))
        {
            var found = await Task.WhenAll(chunk.Select(id => api.FindAsync(stream.Resource, id, cancellationToken)));
            foreach (var (id, document) in chunk.Zip(found))
            {
                if (document is null)
                {
                    foreach (var gone in Gone(id))
                        yield return gone;
                    continue;
                }

                using (document)
                {
                    await foreach (var message in OfAsync(document.RootElement, cancellationToken))
                        yield return message;
                }
            }
        }
    }

    private IEnumerable<SourceMessage> Records(JsonElement item) => stream.Rows is { } rows ? rows(item).Select(Record) : [Record(item)];

    private RecordMessage Record(JsonElement row) =>
        RecordMessage.From(row, stream.Fields.ToDictionary(field => field.Column.Name, field => field.Read(row)));

    /// <summary>The keys of rows inside of an object that is gone are not known: the next complete walk shows that they are gone too.</summary>
    private IEnumerable<SourceMessage> Gone(string id) => stream.Rows is null ? [new DeletedMessage([id])] : [];

    private async Task<JsonDocument> WithWholeListAsync(JsonElement item, NestedList nested, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in item.EnumerateObject().Where(property => property.Name != nested.Property))
                property.WriteTo(writer);
            writer.WriteStartObject(nested.Property);
            foreach (var property in Json.At(item, nested.Property).EnumerateObject().Where(property => property.Name is not ("data" or "has_more")))
                property.WriteTo(writer);
            writer.WriteBoolean("has_more", false);
            writer.WriteStartArray("data");
            await WriteRowsAsync(writer, item, nested, cancellationToken);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private async Task WriteRowsAsync(Utf8JsonWriter writer, JsonElement item, NestedList nested, CancellationToken cancellationToken)
    {
        string? last = null;
        foreach (var row in Json.At(item, $"{nested.Property}.data").EnumerateArray())
        {
            row.WriteTo(writer);
            last = Json.Id(row);
        }

        var (path, query) = nested.ListOf(Json.Id(item)!);
        for (var more = true; more;)
        {
            using var page = await NextRowsAsync(stream.Resource with { Path = path }, query, last, cancellationToken);
            foreach (var row in page.Items)
                row.WriteTo(writer);
            last = page.Items.Count > 0 ? Json.Id(page.Items[^1]) : last;
            more = page.HasMore;
        }
    }

    private async Task<StripePage> NextRowsAsync(Resource list, string query, string? after, CancellationToken cancellationToken)
    {
        try
        {
            return await api.ListAsync(list, query, after, cancellationToken);
        }
        catch (CursorGoneException problem)
        {
            throw new SourceUnavailableException("An object was changed in Stripe while its rows were read. The pull goes on later by itself.", inner: problem);
        }
    }
}
