using System.Runtime.CompilerServices;
using BlinkSaaS.Sources;

namespace Acme.Sources.Example;

/// <summary>Example, read through its API. One object serves many pulls at once: it has no fields that change.</summary>
public sealed class ExampleSource : ISource
{
    /// <summary>What the source is and what it asks people for. No input, no output.</summary>
    public SourceDescriptor Describe() => new()
    {
        Key = "example-key",
        Name = "Example",
        Description = "Items of your Example account.",
        BaseAddress = new Uri("https://api.example.com/v1/"),
        Authorization = new HeaderAuthorization("Authorization", "apiToken", "Bearer {0}"),
        Fields =
        [
            new CredentialField
            {
                Key = "apiToken",
                Label = "API Token",
                Kind = CredentialFieldKind.Secret,
                Help = "From Settings > API in Example.",
            },
        ],
        Streams = [ItemsStream.Descriptor],
        // What is safe before any answer was seen. Where the API sends rate headers, name them here: they are followed.
        RateLimit = new RateLimit { Permits = 60, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 4 },
    };

    /// <summary>Whose token it is, in one call.</summary>
    public async Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        using var me = await ExampleApi.GetAsync(context, "me", cancellationToken);
        return new CheckResult { Account = me.RootElement.GetProperty("name").GetString() ?? "Unknown" };
    }

    /// <summary>The streams of this account.</summary>
    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return ItemsStream.Descriptor;
    }

    /// <summary>Parts that may be read side by side: here the stream is read as one.</summary>
    public async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Partition.Whole;
    }

    /// <summary>The records.</summary>
    public IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        ItemsStream.ReadAsync(context, request, cancellationToken);
}
