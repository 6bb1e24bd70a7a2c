using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Connections;
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

    /// <summary>Why connections are not on a version: numbers and kinds, never names.</summary>
    public static string HeldBack(IEnumerable<(VersionOffer Why, int Number)> offers) => string.Join("; ", offers.OrderBy(offer => offer.Why).Select(offer => offer.Why switch
    {
        VersionOffer.Stream => $"{Stay(offer.Number)}: a stream would be gone",
        VersionOffer.Key => $"{Stay(offer.Number)}: a primary key would change",
        VersionOffer.Column => $"{Stay(offer.Number)}: a column would be gone",
        VersionOffer.Type => $"{Stay(offer.Number)}: a column would change its type",
        VersionOffer.Check => $"{Stay(offer.Number)}: its check failed",
        VersionOffer.Later => $"{Format.Count(offer.Number)} could not be tried yet",
        VersionOffer.Wanted => $"{Format.Count(offer.Number)} will move when their pull has ended",
        _ => $"{Format.Count(offer.Number)} will go back when their pull has ended",
    }));

    private static string Stay(int number) => number == 1 ? "1 does not move" : $"{Format.Count(number)} do not move";

    /// <summary>Who decided what.</summary>
    public static string Decision(PluginDecision decision, SourcePlugin plugin) =>
        decision.IsWithdrawn ? $"{decision.DecidedBy} went back from it"
        : decision.IsDisabled ? $"Disabled by {decision.DecidedBy}"
        : plugin.ContentHash is null ? $"Enabled by {decision.DecidedBy}"
        : plugin.ContentHash == decision.Hash ? $"Approved by {decision.DecidedBy}"
        : $"Another content was approved by {decision.DecidedBy}";
}
