using System.Runtime.CompilerServices;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>
/// A source whose code runs in another process. It has the members of every optional interface; which of them the plugin
/// implements is which of the classes of <see cref="RemoteSources"/> it is.
/// </summary>
internal abstract class RemoteSource(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : ISource
{
    /// <summary>An estimate is asked for from a thread that waits; one that is late is the last one.</summary>
    private static readonly TimeSpan s_estimateLimit = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_readLimit = TimeSpan.FromSeconds(10);

    private long? _lastEstimate;

    public SourceDescriptor Describe() => plugin.Descriptor!;

    public WebhookSignature DescribeSignature() => plugin.Signature!;

    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        OneAsync<CheckResult>(Verb.Check, context, new WireArguments(), cancellationToken);

    public IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, CancellationToken cancellationToken) =>
        EachAsync<StreamDescriptor>(Verb.Discover, context, new WireArguments(), cancellationToken);

    public IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, CancellationToken cancellationToken) =>
        EachAsync<Partition>(Verb.Partition, context, new WireArguments { Stream = stream }, cancellationToken);

    public IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        MessagesAsync(Verb.Read, context, new WireArguments { Read = request }, cancellationToken);

    public IAsyncEnumerable<SourceMessage> LookUpAsync(
        ISourceContext context, StreamDescriptor stream, IReadOnlyList<MissingRecord> missing, CancellationToken cancellationToken) =>
        MessagesAsync(Verb.LookUp, context, new WireArguments { Stream = stream, Missing = missing }, cancellationToken);

    public async Task<IReadOnlyList<WebhookSubscription>> SubscribeAsync(
        ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken) =>
        await OneAsync<List<WebhookSubscription>>(Verb.Subscribe, context, new WireArguments { Address = address, Known = known }, cancellationToken);

    public Task UnsubscribeAsync(ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken) =>
        OneAsync<bool>(Verb.Unsubscribe, context, new WireArguments { Address = address, Known = known }, cancellationToken);

    public WebhookWork Read(WebhookDelivery delivery)
    {
        using var limit = new CancellationTokenSource(s_readLimit, clock);
        return OneAsync<WebhookWork>(Verb.ReadDelivery, null, new WireArguments { Delivery = delivery }, limit.Token).GetAwaiter().GetResult();
    }

    public long? EstimateCalls(ISourceContext context, EstimateRequest request)
    {
        using var limit = new CancellationTokenSource(s_estimateLimit, TimeProvider.System);
        try
        {
            _lastEstimate = OneAsync<long?>(Verb.Estimate, context, new WireArguments { Estimate = request }, limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // The process is starting, or busy.
        }

        return _lastEstimate;
    }

    private async Task<T> OneAsync<T>(Verb verb, ISourceContext? context, WireArguments arguments, CancellationToken cancellationToken)
    {
        var sandbox = process();
        var result = default(T);
        try
        {
            await foreach (var part in sandbox.AskAsync(verb, context, arguments, cancellationToken))
                result = ContractJson.ReadOrNull<T>(part.Bytes());
        }
        catch (WireException e)
        {
            throw Broken(sandbox, e);
        }

        return result!;
    }

    private IAsyncEnumerable<T> EachAsync<T>(Verb verb, ISourceContext context, WireArguments arguments, CancellationToken cancellationToken) =>
        PartsAsync(verb, context, arguments, static part => ContractJson.Read<T>(part.Bytes()), cancellationToken);

    private IAsyncEnumerable<SourceMessage> MessagesAsync(Verb verb, ISourceContext context, WireArguments arguments, CancellationToken cancellationToken) =>
        PartsAsync(verb, context, arguments, new MessageDecoder().Read, cancellationToken);

    private async IAsyncEnumerable<T> PartsAsync<T>(
        Verb verb, ISourceContext context, WireArguments arguments, Func<PayloadReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sandbox = process();
        await foreach (var part in sandbox.AskAsync(verb, context, arguments, cancellationToken))
        {
            while (!part.IsAtEnd)
            {
                T item;
                try
                {
                    item = read(part);
                }
                catch (WireException e)
                {
                    throw Broken(sandbox, e);
                }

                yield return item;
            }
        }
    }

    /// <summary>A process that sends nonsense is not asked again.</summary>
    private static PluginFailedException Broken(SandboxProcess sandbox, WireException e)
    {
        sandbox.End($"It broke the rules of its pipe. {e.Message}");
        return new PluginFailedException(sandbox.Ended!);
    }
}
