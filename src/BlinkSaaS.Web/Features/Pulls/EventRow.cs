namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>A line of a pull's events.</summary>
/// <param name="At">When.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="What">What happened, in a few words.</param>
/// <param name="Detail">What it means.</param>
/// <param name="Stream">Name of the stream it concerns; null where it concerns the pull.</param>
/// <param name="Ends">When a wait that lasts is thought to end.</param>
public sealed record EventRow(DateTimeOffset At, string Icon, string What, string Detail, string? Stream = null, DateTimeOffset? Ends = null);
