using System.Runtime.CompilerServices;
using BlinkSaaS.Sources.Stripe.Streams;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>Stripe, read through its API with a key that a person makes there.</summary>
public sealed class StripeSource : ISource
{
    /// <inheritdoc />
    public SourceDescriptor Describe() => new()
    {
        Key = "stripe",
        Name = "Stripe",
        Description = "Customers, payments, invoices, subscriptions, payouts and what they cost.",
        BaseAddress = new Uri("https://api.stripe.com/v1/"),
        Authorization = new HeaderAuthorization("Authorization", "apiKey", "Bearer {0}"),
        Fields =
        [
            new CredentialField
            {
                Key = "apiKey",
                Label = "Restricted API Key",
                Kind = CredentialFieldKind.Secret,
                Help = "From Developers > API keys in Stripe, with Read for what should be pulled.",
                Pattern = "(rk|sk)_(live|test)_[A-Za-z0-9]{10,240}",
                PatternMessage = "A key begins with rk_live_ or rk_test_, and is copied whole. One that begins with pk_ cannot read.",
                MaxLength = 255,
            },
        ],
        Streams = StripeStreams.Descriptors,
        // Stripe sends no rate headers. Its documentation names 100 calls a second with a live key, 25 with one of a sandbox, and 25
        // for each kind of call, of which a pull uses one at a time.
        RateLimit = new RateLimit { Permits = 25, Window = TimeSpan.FromSeconds(1), MaxConcurrency = 4 },
    };

    /// <inheritdoc />
    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        new CheckKey(new StripeApi(context)).RunAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What the key may not read is shown with its reason when it is pulled, so that it is not missed in silence.
        await Task.CompletedTask;
        foreach (var stream in StripeStreams.Descriptors)
            yield return stream;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Partition.Whole;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        new StreamWalk(new StripeApi(context), StripeStreams.Named(request.Stream.Name), context.Clock).ReadAsync(request, cancellationToken);
}
