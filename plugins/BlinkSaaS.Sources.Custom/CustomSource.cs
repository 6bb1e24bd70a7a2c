using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.Custom;

/// <summary>Any endpoint that answers JSON, with what a person says about it.</summary>
public sealed class CustomSource : ISource
{
    /// <inheritdoc />
    public SourceDescriptor Describe() => new()
    {
        Key = "custom",
        Name = "Custom Source",
        Description = "Records of any endpoint that answers JSON: your own, or that of a tool without a source of its own.",
        // Never called: each connection names its own.
        BaseAddress = new Uri("https://endpoint.invalid/"),
        BaseAddressField = Mapping.Endpoint,
        Authorization = new ChosenAuthorization(Mapping.KeyPlace,
        [
            new(Mapping.InBearer, new HeaderAuthorization("Authorization", Mapping.ApiKey, "Bearer {0}")),
            new(Mapping.InHeader, new HeaderAuthorization("X-Api-Key", Mapping.ApiKey), Mapping.KeyName),
            new(Mapping.InQuery, new QueryAuthorization("api_key", Mapping.ApiKey), Mapping.KeyName),
        ]),
        Fields = Mapping.Fields,
        // Nobody knows what the endpoint bears: one call a second, one at a time. It may ask for less with Retry-After.
        RateLimit = new RateLimit { Permits = 60, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 1 },
    };

    /// <inheritdoc />
    public async Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        var mapping = Mapping.Of(context.Settings);
        var endpoint = new EndpointCalls(context, mapping);
        using var page = await endpoint.GetAsync(endpoint.First(since: null), cancellationToken);
        var host = context.Http.BaseAddress!.Host;
        if (page.Rows.Count == 0)
            return new CheckResult { Account = host, Sees = [new Sight("Rows on the first page", 0)], Warnings = ["The first page has no rows, so nothing shows yet whether the mapping fits them."] };
        foreach (var row in page.Rows)
            _ = RowRecord.Of(row, mapping, new FurtherColumns(mapping));
        var names = page.Rows[0].EnumerateObject().Select(field => field.Name).ToList();
        return new CheckResult
        {
            Account = host,
            Sees = [new Sight("Rows on the first page", page.Rows.Count), new Sight($"Fields of a row: {string.Join(", ", names)}", names.Count)],
        };
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return RecordsStream.Describe(Mapping.Of(context.Settings));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Partition.Whole;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        RecordsStream.ReadAsync(context, request, cancellationToken);
}
