using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Plugins;

/// <summary>How the page says it.</summary>
public static class PluginWords
{
    private const int StreamsNamed = 6;

    /// <summary>A status.</summary>
    public static string Of(PluginStatus status) => status switch
    {
        PluginStatus.Active => "Active",
        PluginStatus.Disabled => "Disabled",
        PluginStatus.NotSupported => "Not supported",
        PluginStatus.WaitingForApproval => "Waiting for approval",
        _ => "Malfunctioned",
    };

    /// <summary>How it looks.</summary>
    public static HealthKind Kind(PluginStatus status) => status switch
    {
        PluginStatus.Active => HealthKind.Healthy,
        PluginStatus.Disabled => HealthKind.Paused,
        PluginStatus.WaitingForApproval => HealthKind.WaitingForSource,
        _ => HealthKind.Failed,
    };

    /// <summary>Its streams, which are known once its code has run.</summary>
    public static string Streams(SourcePlugin plugin) => plugin.Descriptor?.Streams switch
    {
        null => "",
        [] => "Depend on the account",
        { Count: > StreamsNamed } many => $"{string.Join(", ", many.Take(StreamsNamed).Select(stream => stream.Title))} and {many.Count - StreamsNamed} more",
        var few => string.Join(", ", few.Select(stream => stream.Title)),
    };

    /// <summary>What an operator can do about it, as the handler is called; null for nothing.</summary>
    public static string? Button(SourcePlugin plugin) => plugin switch
    {
        { Manifest: null } => null,
        { Status: PluginStatus.WaitingForApproval } => "Approve",
        { Status: PluginStatus.Disabled } => "Enable",
        { Status: PluginStatus.Active } => "Disable",
        _ => null,
    };

    /// <summary>Who decided what.</summary>
    public static string Decision(PluginDecision decision, SourcePlugin plugin) =>
        decision.IsDisabled ? $"Disabled by {decision.DecidedBy}"
        : plugin.ContentHash is null ? $"Enabled by {decision.DecidedBy}"
        : plugin.ContentHash == decision.Hash ? $"Approved by {decision.DecidedBy}"
        : $"Another content was approved by {decision.DecidedBy}";
}
