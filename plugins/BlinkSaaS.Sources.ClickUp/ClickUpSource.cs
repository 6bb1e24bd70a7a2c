using System.Runtime.CompilerServices;
using BlinkSaaS.Sources.ClickUp.Streams;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>ClickUp, read through its public API with a personal token.</summary>
public sealed class ClickUpSource : ISource
{
    // The order in which streams are shown and pulled. A further stream is one more file and one more line.
    private static readonly ClickUpStream[] Streams =
    [
        new WorkspacesStream(),
        new MembersStream(),
        new SpacesStream(),
        new FoldersStream(),
        new ListsStream(),
        new TasksStream(),
    ];

    /// <inheritdoc />
    public SourceDescriptor Describe() => new()
    {
        Key = "clickup",
        Name = "ClickUp",
        Description = "Tasks, lists, folders, spaces and members of your ClickUp Workspaces.",
        BaseAddress = new Uri("https://api.clickup.com/api/"),
        Authorization = new HeaderAuthorization("Authorization", "apiToken"),
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
        RateLimit = new RateLimit
        {
            // The smallest plan's; the headers say when a token has more.
            Permits = 100,
            Window = TimeSpan.FromMinutes(1),
            MaxConcurrency = 8,
            LimitHeader = "X-RateLimit-Limit",
            RemainingHeader = "X-RateLimit-Remaining",
            ResetHeader = "X-RateLimit-Reset",
        },
    };

    /// <inheritdoc />
    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        new CheckToken(context).RunAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(
        ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Every ClickUp account has these, so that no call is spent on asking.
        await Task.CompletedTask;
        foreach (var stream in Streams)
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

    private static ClickUpStream Find(StreamDescriptor stream) =>
        Array.Find(Streams, s => s.Descriptor.Name == stream.Name)
        ?? throw new ArgumentException($"ClickUp has no stream '{stream.Name}'.", nameof(stream));
}
