using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.TestPlugins;

/// <summary>
/// One source in three versions: 1.1 adds a column, 2.0 gives a column another type and has a stream less. Each writes its
/// version into what it reads.
/// </summary>
public sealed class SteadySource : SourceForTests
{
#if V10
    private const string Version = "1.0.0";
#elif V11
    private const string Version = "1.1.0";
#else
    private const string Version = "2.0.0";
#endif

    private static readonly StreamDescriptor Items = new()
    {
        Name = "items",
        Title = "Items",
        Description = "For tests.",
        PrimaryKey = ["id"],
        Incremental = true,
        Columns =
        [
            new Column("id", "Id", ColumnType.Text),
#if V20
            new Column("by", "Read by", ColumnType.Integer),
#else
            new Column("by", "Read by", ColumnType.Text),
#endif
#if V11
            new Column("more", "More", ColumnType.Text),
#endif
        ],
    };

    private static readonly StreamDescriptor Notes = new()
    {
        Name = "notes", Title = "Notes", Description = "For tests.", PrimaryKey = ["id"], Columns = [new Column("id", "Id", ColumnType.Text)],
    };

    public override SourceDescriptor Describe()
    {
        var described = Descriptor("steady");
        return described with
        {
            Streams = [Items, .. Version == "2.0.0" ? (StreamDescriptor[])[] : [Notes]],
            Fields = [.. described.Fields, new CredentialField { Key = "region", Label = "Region", Required = false }],
        };
    }

    public override Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        context.Settings.GetValueOrDefault("region") == $"refused by {Version}"
            ? throw new CredentialRejectedException($"Version {Version} does not accept this region.")
            : Task.FromResult(new CheckResult { Account = $"Robin on {Version}" });

    public override async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var stream in Describe().Streams)
            yield return stream;
    }

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Checkpoint is { } state && JsonDocument.Parse(state).RootElement.GetProperty("by").GetString() is { } by && string.CompareOrdinal(by, Version) > 0)
            throw new InvalidOperationException($"Version {Version} does not know the checkpoints of {by}.");
        await using var body = await context.Http.GetStreamAsync(new Uri("rows", UriKind.Relative), cancellationToken);
        using var rows = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        foreach (var row in rows.RootElement.EnumerateArray())
        {
            var cells = new Dictionary<string, object?> { ["id"] = row.GetProperty("id").GetString() };
            if (request.Stream.Name == "items")
                cells["by"] = Version == "2.0.0" ? 2L : Version;
            yield return RecordMessage.From(row, cells);
        }

        yield return new CheckpointMessage($$"""{"by":"{{Version}}"}""");
        yield return new StreamCompleteMessage(Complete: true);
    }
}
