using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace BlinkSaaS.TestPlugins;

/// <summary>Uses everything that the contract has: every optional interface, every kind of message, every type of cell.</summary>
public sealed class AbleSource : SourceForTests, IEstimates, ILooksUp, IReceivesWebhooks
{
    private static readonly ConditionalWeakTable<ISourceContext, StrongBox<int>> Calls = [];

    public override SourceDescriptor Describe() => Descriptor("able") with { Streams = [Things] };

    private static StreamDescriptor Things { get; } = new()
    {
        Name = "things",
        Title = "Things",
        Description = "For tests.",
        Columns = [.. Enum.GetValues<ColumnType>().Select(type => new Column(type.ToString().ToUpperInvariant(), type.ToString(), type))],
        PrimaryKey = ["TEXT"],
        VersionColumn = "TIMESTAMP",
        VolatilePaths = ["a.b"],
        CompleteWalkEvery = TimeSpan.FromDays(2),
    };

    public override async Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("me?x=1", UriKind.Relative)) { Content = new StringContent("{\"ask\":1}", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Own", ["one", "two"]);
        using var response = await context.Http.SendAsync(request, cancellationToken);
        context.Log(SourceLogLevel.Information, $"{(int)response.StatusCode} {response.Content.Headers.ContentType} {string.Join(',', response.Headers.GetValues("X-Answer"))}");
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new CredentialRejectedException("The API Token is not valid. Enter another one.");
        return new CheckResult
        {
            Account = await response.Content.ReadAsStringAsync(cancellationToken),
            Sees = [new Sight("Things", 2)],
            Permits = response.RequestMessage == request ? 60 : null,
            Warnings = [context.Settings["region"], context.Http.BaseAddress!.AbsolutePath],
        };
    }

    public override async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Things;
    }

    public override async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new Partition("a", "First");
        yield return new Partition("b", stream.Title);
    }

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = request.Checkpoint is null ? 0 : int.Parse(request.Checkpoint, System.Globalization.CultureInfo.InvariantCulture);
        for (var page = from; page < 3; page++)
        {
            using var response = await context.Http.GetAsync(new Uri($"things/{request.Partition.Key}/{page}", UriKind.Relative), cancellationToken);
            Calls.GetOrCreateValue(context).Value++;
            if (response.StatusCode == HttpStatusCode.Gone)
                throw new StreamSkippedException("There are no things in this plan.");
            var raw = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            yield return Record(raw, $"{request.Partition.Key}{page}");
            yield return Record(raw, $"{request.Partition.Key}{page}x");
            yield return new CheckpointMessage($"{page + 1}");
        }

        yield return new ColumnsMessage([new Column("own", "Own", ColumnType.Json, "Described.")]);
        yield return new DeletedMessage(["gone", 7L]);
        yield return new ProgressMessage(6);
        yield return new WarningMessage($"{request.Full} {request.Stream.CompleteWalkEvery}");
        yield return new StreamCompleteMessage(request.Full, ["s1", "s2"]);
    }

    private static RecordMessage Record(byte[] raw, string key) => new(raw, new Dictionary<string, object?>
    {
        ["TEXT"] = key,
        ["INTEGER"] = long.MaxValue,
        ["DECIMAL"] = 79228162514264337593543950335m,
        ["BOOLEAN"] = true,
        ["DATE"] = new DateOnly(2026, 2, 28),
        ["TIMESTAMP"] = new DateTimeOffset(2026, 1, 31, 1, 2, 3, 456, TimeSpan.FromHours(2)),
        ["JSON"] = JsonElement.Parse("""{"a":[1,"ü"]}"""),
        ["none"] = null,
        ["double"] = 0.1,
    });

    public long? EstimateCalls(ISourceContext context, EstimateRequest request) =>
        request.Streams.Count * 10 + (request.Full ? 100 : 0) + Calls.GetOrCreateValue(context).Value;

    public async IAsyncEnumerable<SourceMessage> LookUpAsync(
        ISourceContext context, StreamDescriptor stream, IReadOnlyList<MissingRecord> missing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new DeletedMessage([.. missing[0].Key]);
        yield return Record(missing[1].Raw.ToArray(), missing[1].Key[0]);
    }

    public WebhookSignature DescribeSignature() => new("X-Signature", WebhookHash.Sha512, WebhookEncoding.Base64, "v1=");

    public async Task<IReadOnlyList<WebhookSubscription>> SubscribeAsync(
        ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(new Uri("hooks", UriKind.Relative), cancellationToken);
        return [.. known, new WebhookSubscription(address.AbsolutePath, "all", "signing")];
    }

    public Task UnsubscribeAsync(ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken) =>
        known.Count == 1 ? Task.CompletedTask : throw new AccessDeniedException("Not that many.");

    public WebhookWork Read(WebhookDelivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span) switch
    {
        "changed" => new WebhookWork { Changed = ["things"], Gone = [new WebhookKey("things", [delivery.Headers["x-own"]])] },
        "throws" => throw new InvalidOperationException("No."),
        _ => WebhookWork.None,
    };
}
