using System.Runtime.CompilerServices;
using BlinkSaaS.Sources.ClickUp.Streams;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>ClickUp, read through its public API with a personal token or a sign-in.</summary>
public sealed class ClickUpSource : ISource, IEstimates, ILooksUp, IReceivesWebhooks
{
    // The order in which streams are shown and pulled. A further stream is one more file and one more line.
    private static readonly ClickUpStream[] AllStreams =
    [
        new WorkspacesStream(),
        new MembersStream(),
        new SpacesStream(),
        new FoldersStream(),
        new ListsStream(),
        new TasksStream(),
        new TimeEntriesStream(),
        new CommentsStream(),
        new TimeInStatusStream(),
        new UserGroupsStream(),
        new CustomFieldsStream(),
        new TaskTypesStream(),
        new TagsStream(),
        new GoalsStream(),
        new KeyResultsStream(),
        new ViewsStream(),
        new DocsStream(),
        new DocPagesStream(),
        new SharedStream(),
    ];

    /// <inheritdoc />
    public SourceDescriptor Describe() => new()
    {
        Key = "clickup",
        Name = "ClickUp",
        Description = "Tasks, lists, folders, spaces and members of your ClickUp Workspaces.",
        BaseAddress = new Uri("https://api.clickup.com/api/"),
        Authorization = new HeaderAuthorization("Authorization", "apiToken"),
        OAuth = new OAuthSignIn
        {
            AuthorizeAddress = new Uri("https://app.clickup.com/api"),
            TokenPath = "v2/oauth/token",
            // ClickUp knows no scopes: the person chooses the ClickUp Workspaces on its page. Its tokens do not expire.
            Authorization = new HeaderAuthorization("Authorization", "accessToken", "Bearer {0}"),
            InsteadOf = ["apiToken"],
        },
        Fields =
        [
            new CredentialField
            {
                Key = "apiToken",
                Label = "API Token",
                Kind = CredentialFieldKind.Secret,
                Help = "Starts with pk_. Kept encrypted; once saved, only its last four characters are ever shown.",
                Pattern = "^pk_[0-9]+_[A-Za-z0-9]+$",
                PatternMessage = "A ClickUp API Token starts with pk_, then a number, an underscore and letters and digits. Copy the whole token again.",
                MaxLength = 200,
            },
        ],
        Streams = [.. AllStreams.Select(stream => stream.Descriptor)],
        RateLimit = new RateLimit
        {
            // The smallest plan's; the headers say when a token has more.
            Permits = 100,
            Window = TimeSpan.FromMinutes(1),
            // ClickUp states no bound. So many at 300 ms spend the 10,000 calls a minute of the largest plan.
            MaxConcurrency = 64,
            LimitHeader = "X-RateLimit-Limit",
            RemainingHeader = "X-RateLimit-Remaining",
            ResetHeader = "X-RateLimit-Reset",
        },
    };

    /// <inheritdoc />
    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        new CheckToken(context, [.. AllStreams.Select(stream => stream.Descriptor).Where(stream => stream.SelectedByDefault)]).RunAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(
        ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Every ClickUp account has these, so that no call is spent on asking.
        await Task.CompletedTask;
        foreach (var stream in AllStreams)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stream.Descriptor;
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<Partition> PartitionAsync(
        ISourceContext context, StreamDescriptor stream, CancellationToken cancellationToken) =>
        Find(stream).PartitionAsync(context, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        Find(request.Stream).ReadAsync(context, request, cancellationToken);

    /// <inheritdoc />
    public long? EstimateCalls(ISourceContext context, EstimateRequest request) =>
        CallEstimate.Of(Hierarchy.Of(context), request.Streams.Select(stream => stream.Name).ToHashSet(), request.Full);

    /// <inheritdoc />
    public IAsyncEnumerable<SourceMessage> LookUpAsync(
        ISourceContext context, StreamDescriptor stream, IReadOnlyList<MissingRecord> missing, CancellationToken cancellationToken) =>
        new LookUp(context).RunAsync(stream, missing, cancellationToken);

    /// <inheritdoc />
    public WebhookSignature DescribeSignature() => new("X-Signature");

    /// <inheritdoc />
    public Task<IReadOnlyList<WebhookSubscription>> SubscribeAsync(
        ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken) =>
        new ClickUpWebhooks(context).SubscribeAsync(address, known, cancellationToken);

    /// <inheritdoc />
    public Task UnsubscribeAsync(ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken) =>
        new ClickUpWebhooks(context).UnsubscribeAsync(address, cancellationToken);

    /// <inheritdoc />
    public WebhookWork Read(WebhookDelivery delivery) => ClickUpWebhooks.Read(delivery.Body);

    private static ClickUpStream Find(StreamDescriptor stream) =>
        Array.Find(AllStreams, s => s.Descriptor.Name == stream.Name)
        ?? throw new ArgumentException($"ClickUp has no stream '{stream.Name}'.", nameof(stream));
}
