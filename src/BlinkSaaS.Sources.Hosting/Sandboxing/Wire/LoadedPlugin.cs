using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>What a sandbox says of its plugin once it has loaded it.</summary>
internal sealed record LoadedPlugin
{
    public required PluginStatus Status { get; init; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? Reason { get; init; }

    public SourceDescriptor? Descriptor { get; init; }

    public bool Estimates { get; init; }

    public bool LooksUp { get; init; }

    /// <summary>How events are signed; null where it receives none.</summary>
    public WebhookSignature? Signature { get; init; }

    public static LoadedPlugin Of(SourcePlugin plugin) => new()
    {
        Status = plugin.Status,
        Reason = plugin.Reason,
        Descriptor = plugin.Descriptor,
        Estimates = plugin.Source is IEstimates,
        LooksUp = plugin.Source is ILooksUp,
        Signature = (plugin.Source as IReceivesWebhooks)?.DescribeSignature(),
    };
}

/// <summary>What a plugin is given to work with, without the client.</summary>
internal sealed record WireContext(IReadOnlyDictionary<string, string> Settings, Uri? BaseAddress, DateTimeOffset Now);

/// <summary>What is asked, besides the context. Each verb uses what it needs.</summary>
internal sealed record WireArguments
{
    public StreamDescriptor? Stream { get; init; }

    public ReadRequest? Read { get; init; }

    public IReadOnlyList<MissingRecord>? Missing { get; init; }

    public Uri? Address { get; init; }

    public IReadOnlyList<WebhookSubscription>? Known { get; init; }

    public WebhookDelivery? Delivery { get; init; }

    public EstimateRequest? Estimate { get; init; }
}
