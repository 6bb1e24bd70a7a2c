using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>Asks the plugin what the host asked for.</summary>
internal static class PluginVerbs
{
    public static async Task RunAsync(ISource source, Verb verb, ISourceContext context, WireArguments arguments, ICallOutput output)
    {
        var cancelled = output.Cancelled;
        switch (verb)
        {
            case Verb.Check:
                await output.OneAsync(ContractJson.Write(await source.CheckAsync(context, cancelled)));
                break;
            case Verb.Discover:
                await output.EachAsync(source.DiscoverAsync(context, cancelled), WriteJson);
                break;
            case Verb.Partition:
                await output.EachAsync(source.PartitionAsync(context, arguments.Stream!, cancelled), WriteJson);
                break;
            case Verb.Read:
                await output.EachAsync(source.ReadAsync(context, arguments.Read!, cancelled), new MessageEncoder().Write);
                break;
            case Verb.LookUp:
                await output.EachAsync(((ILooksUp)source).LookUpAsync(context, arguments.Stream!, arguments.Missing!, cancelled), new MessageEncoder().Write);
                break;
            case Verb.Estimate:
                await output.OneAsync(ContractJson.Write(((IEstimates)source).EstimateCalls(context, arguments.Estimate!)));
                break;
            default:
                await RunAsync((IReceivesWebhooks)source, verb, context, arguments, output);
                break;
        }
    }

    private static async Task RunAsync(IReceivesWebhooks source, Verb verb, ISourceContext context, WireArguments arguments, ICallOutput output)
    {
        switch (verb)
        {
            case Verb.Subscribe:
                await output.OneAsync(ContractJson.Write(await source.SubscribeAsync(context, arguments.Address!, arguments.Known!, output.Cancelled)));
                break;
            case Verb.Unsubscribe:
                await source.UnsubscribeAsync(context, arguments.Address!, arguments.Known!, output.Cancelled);
                await output.OneAsync(ContractJson.Write(true));
                break;
            case Verb.ReadDelivery:
                await output.OneAsync(ContractJson.Write(source.Read(AsItCame(arguments.Delivery!))));
                break;
        }
    }

    /// <summary>Names of headers are looked up without regard to case.</summary>
    private static WebhookDelivery AsItCame(WebhookDelivery delivery) =>
        delivery with { Headers = new Dictionary<string, string>(delivery.Headers, StringComparer.OrdinalIgnoreCase) };

    private static void WriteJson<T>(PayloadWriter to, T item) =>
        to.Bytes(ContractJson.Write(item is null ? throw new InvalidOperationException("The source sent nothing where something was due.") : item));
}
