using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using BlinkSaaS.Sources;

namespace KeptPlugin;

/// <summary>Uses every part of version 1.0 of the contract.</summary>
public sealed class KeptSource : ISource, IEstimates, ILooksUp, IReceivesWebhooks
{
    private static readonly StreamDescriptor Items = new()
    {
        Name = "items",
        Title = "Items",
        Description = "Items, whole at each pull.",
        Cost = "1 call for each page.",
        Columns =
        [
            new Column("name", "Name", ColumnType.Text), new Column("size", "Size", ColumnType.Integer), new Column("price", "Price", ColumnType.Decimal, "In euro."),
            new Column("open", "Open", ColumnType.Boolean), new Column("day", "Day", ColumnType.Date), new Column("changed", "Changed", ColumnType.Timestamp),
            new Column("more", "More", ColumnType.Json), new Column("id", "ID", ColumnType.Text),
        ],
        PrimaryKey = ["id"],
        VersionColumn = "changed",
        VolatilePaths = ["link.signed"],
        Incremental = true,
        CompleteWalkEvery = TimeSpan.FromHours(1),
        SelectedByDefault = true,
    };

    private static readonly StreamDescriptor Plan = Items with { Name = "plan", Title = "Plan", Description = "Not offered.", Incremental = false, Cost = null };

    public SourceDescriptor Describe() => new()
    {
        Key = "kept",
        Name = "Kept",
        Description = "A source that was built with version 1.0 of the contract.",
        BaseAddress = new Uri("https://api.example.com/"),
        Authorization = new HeaderAuthorization("Authorization", "token", "Bearer {0}"),
        OAuth = new OAuthSignIn
        {
            AuthorizeAddress = new Uri("https://example.com/authorize"),
            TokenPath = "oauth/token",
            Body = OAuthBody.Json,
            TokenProperty = "token",
            Scopes = ["read"],
            Authorization = new HeaderAuthorization("Authorization", "accessToken", "Bearer {0}"),
            InsteadOf = ["token"],
        },
        Fields =
        [
            new CredentialField { Key = "token", Label = "Token", Kind = CredentialFieldKind.Secret, Help = "From the settings.", Pattern = "t_.+", PatternMessage = "A token starts with t_.", MaxLength = 100 },
            new CredentialField { Key = "region", Label = "Region", Kind = CredentialFieldKind.Choice, Choices = ["eu", "us"], Required = false },
        ],
        Streams = [Items, Plan],
        RateLimit = new RateLimit { Permits = 1000, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 4, LimitHeader = "X-Limit", RemainingHeader = "X-Left", ResetHeader = "X-Reset" },
    };

    public async Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        using var me = await AskAsync(context, "me", cancellationToken);
        context.Log(SourceLogLevel.Information, $"Checked in {context.Settings.GetValueOrDefault("region", "eu")} at {context.Clock.GetUtcNow():O}.");
        return new CheckResult
        {
            Account = me.RootElement.GetProperty("name").GetString()!,
            Sees = [new Sight("Shelves", 2)],
            EstimatedCalls = 4,
            Plan = "Small",
            Permits = 1000,
            NotSeen = ["The cellar."],
            Warnings = ["It is old."],
        };
    }

    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Items;
        yield return Plan;
    }

    public async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (stream.Name == "plan")
        {
            yield return Partition.Whole;
            yield break;
        }

        yield return new Partition("a", "Shelf A");
        yield return new Partition("b", "Shelf B");
    }

    public async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Stream.Name == "plan")
            throw new StreamSkippedException("The plan does not offer this. The other streams are pulled all the same.");
        var page = request.Full || request.Checkpoint is null ? 0 : JsonDocument.Parse(request.Checkpoint).RootElement.GetProperty("page").GetInt32();
        yield return new ProgressMessage(3);
        yield return new ColumnsMessage([new Column("field_color", "Color", ColumnType.Text)]);
        for (var more = true; more; page++)
        {
            using var answer = await AskAsync(context, $"shelves/{request.Partition.Key}?page={page}", cancellationToken);
            foreach (var item in answer.RootElement.GetProperty("items").EnumerateArray())
                yield return Record(item);
            more = answer.RootElement.GetProperty("more").GetBoolean();
            if (more)
                yield return new CheckpointMessage($"{{\"page\":{page + 1}}}");
        }

        yield return new WarningMessage($"Shelf {request.Partition.Key} is dusty. Wipe it.");
        yield return new DeletedMessage([$"{request.Partition.Key}-gone"]);
        yield return new CheckpointMessage("{\"page\":0}");
        yield return new StreamCompleteMessage(Complete: true, [$"shelf:{request.Partition.Key}"]);
    }

    public long? EstimateCalls(ISourceContext context, EstimateRequest request) => request.Full ? 2 * request.Streams.Count : null;

    public async IAsyncEnumerable<SourceMessage> LookUpAsync(
        ISourceContext context, StreamDescriptor stream, IReadOnlyList<MissingRecord> missing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var record in missing.Where(record => record.Raw.Length > 0))
            yield return new DeletedMessage([.. record.Key]);
    }

    public WebhookSignature DescribeSignature() => new("X-Signed", WebhookHash.Sha512, WebhookEncoding.Base64, "v1=");

    public Task<IReadOnlyList<WebhookSubscription>> SubscribeAsync(ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WebhookSubscription>>([new WebhookSubscription("1", "", known.Count == 0 ? "a secret" : null)]);

    public Task UnsubscribeAsync(ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken) => Task.CompletedTask;

    public WebhookWork Read(WebhookDelivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span) switch
    {
        "changed" => new WebhookWork { Changed = ["items"] },
        "gone" => new WebhookWork { Gone = [new WebhookKey("items", [delivery.Headers.GetValueOrDefault("X-Item", "a-1")])] },
        _ => WebhookWork.None,
    };

    private static RecordMessage Record(JsonElement item) => RecordMessage.From(item, new Dictionary<string, object?>
    {
        ["id"] = item.GetProperty("id").GetString(),
        ["name"] = item.GetProperty("name").GetString(),
        ["size"] = 7L,
        ["price"] = 1.5m,
        ["open"] = true,
        ["day"] = new DateOnly(2026, 9, 2),
        ["changed"] = DateTimeOffset.FromUnixTimeMilliseconds(item.GetProperty("changed").GetInt64()),
        ["more"] = item.Clone(),
        ["field_color"] = "red",
    });

    private static async Task<JsonDocument> AskAsync(ISourceContext context, string path, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return (int)response.StatusCode switch
        {
            200 => await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken),
            401 => throw new CredentialRejectedException("The token is no good. Enter another."),
            403 => throw new AccessDeniedException("The token may not see this. Ask for access."),
            _ => throw new SourceUnavailableException("It does not answer. Try again later.", TimeSpan.FromSeconds(1)),
        };
    }
}
