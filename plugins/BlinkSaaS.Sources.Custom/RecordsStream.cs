using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace BlinkSaaS.Sources.Custom;

/// <summary>The rows of the endpoint.</summary>
internal static class RecordsStream
{
    private const int MostPages = 100_000;
    private const int LongestNext = 8_000;

    public static StreamDescriptor Describe(Mapping mapping)
    {
        List<Column> columns = [new("key", "Key", ColumnType.Text)];
        if (mapping.IsSimple)
        {
            columns.AddRange([new("value", "Value", ColumnType.Text), new("date_created", "Date created", ColumnType.Text)]);
        }
        else
        {
            if (mapping.CursorField is not null)
                columns.Add(new("cursor", "Cursor", ColumnType.Text));
            columns.Add(new("row", "Row", ColumnType.Json, "The whole object as the endpoint gave it."));
        }

        return new StreamDescriptor
        {
            Name = "records",
            Title = "Records",
            Description = mapping.IsIncremental
                ? "The rows of the endpoint. Pulls bring what changed by the cursor field, and everything once a day."
                : "The rows of the endpoint. Each pull reads all of them.",
            Cost = mapping.Paging == Paging.None ? null : "1 call for each page",
            Columns = columns,
            PrimaryKey = ["key"],
            Incremental = mapping.IsIncremental,
        };
    }

    public static async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mapping = Mapping.Of(context.Settings);
        var endpoint = new EndpointCalls(context, mapping);
        var columns = new FurtherColumns(mapping);
        var walk = WalkState.For(request, mapping);
        while (!walk.Done)
        {
            var address = walk.Next is { } next ? endpoint.At(next) : endpoint.First(walk.Since);
            using var page = await endpoint.GetAsync(address, cancellationToken);
            var hash = HashOf(page.Rows);
            ThrowIfSeen(walk, page, hash);
            string? highest = null;
            foreach (var row in page.Rows)
            {
                var record = RowRecord.Of(row, mapping, columns);
                if (mapping.CursorField is { } cursor)
                    highest = WalkState.Higher(highest, JsonPath.Text(JsonPath.Find(row, cursor)));
                if (columns.TakeAdded() is { } added)
                    yield return added;
                yield return record;
            }

            walk = walk.After(hash, highest, page.Next?.PathAndQuery);
            yield return walk.ToMessage();
        }

        yield return new StreamCompleteMessage(Complete: walk.Since is null);
    }

    private static string HashOf(IReadOnlyList<JsonElement> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows)
        {
            hash.AppendData(JsonMarshal.GetRawUtf8Value(row));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private static void ThrowIfSeen(WalkState walk, EndpointPage page, string hash)
    {
        // An empty page that is not the last has nothing to be known by; a circle of them ends at the most pages.
        if (page.Rows.Count > 0 && (hash == walk.Last || hash == walk.Marked))
            throw new SourceUnavailableException("The endpoint gave a page again that it had given before. Check how pages are asked for, and the Page parameter.");
        if (walk.Pages >= MostPages)
            throw new SourceUnavailableException($"The endpoint has more than {MostPages:N0} pages. Check how pages are asked for, or let a page have more rows.");
        if (page.Next?.PathAndQuery.Length > LongestNext)
            throw new SourceUnavailableException("The address of the next page is too long. Check how pages are asked for.");
    }
}
