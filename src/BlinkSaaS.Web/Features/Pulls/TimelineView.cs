using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>What <c>_Timeline</c> shows.</summary>
/// <param name="Number">Number of the pull.</param>
/// <param name="Chart">The picture.</param>
/// <param name="Window">Length of the source's window; null where the source is not available.</param>
public sealed record TimelineView(int Number, TimelineChart Chart, TimeSpan? Window)
{
    /// <summary>"100 calls a minute".</summary>
    public string Rate(int limit) => Window is { } window ? PullEstimate.Rate(limit, window) : Format.Count(limit, "call", "calls");
}
