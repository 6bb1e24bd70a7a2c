using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>What the panel of a pull shows: the one that runs, or the last one that ended.</summary>
/// <param name="Current">The pull and its streams.</param>
/// <param name="Address">Its own page.</param>
/// <param name="Refresh">Where Refresh leads while it runs.</param>
/// <param name="Estimate">What is expected of it.</param>
/// <param name="Before">The estimate in words while it has not begun; null where nobody can tell.</param>
public sealed record PullPanel(PullWithStreams Current, string Address, string Refresh, PullEstimate Estimate, string? Before)
{
    /// <summary>The pull.</summary>
    public PullInfo Pull => Current.Pull;

    /// <summary>Percent done: of the calls where their number is expected, else of the streams.</summary>
    public long Percent => PercentOf(Current, Estimate);

    /// <summary>Head of the panel.</summary>
    public string Title => Pull.State switch
    {
        PullState.Queued => "Pull is starting",
        PullState.Running or PullState.Waiting => "Pull in progress",
        PullState.Done => "Last pull",
        PullState.Failed => "Last pull: some of it failed",
        _ => "Last pull was cancelled",
    };

    /// <summary>What is announced.</summary>
    public string Announcement => Announce(Current, Percent);

    /// <summary>How long it took or takes.</summary>
    public TimeSpan Took(DateTimeOffset now) => Pull.StartedAt is { } start ? (Pull.FinishedAt ?? now) - start : TimeSpan.Zero;

    /// <summary>The badge of a stream.</summary>
    public StreamStateKind StateOf(PullStreamInfo stream) => PullWords.Badge(Pull, stream);

    /// <summary>How far a pull is.</summary>
    public static long PercentOf(PullWithStreams current, PullEstimate estimate) =>
        !current.Pull.Open ? 100 : estimate.Calls is { } calls ? Format.PercentOf(current.Pull.Calls, calls) : (long)(current.Progress * 100);

    /// <summary>What is announced to those who cannot see the figures: turns only, not every figure.</summary>
    public static string Announce(PullWithStreams current, long percent) => current.Pull.State switch
    {
        PullState.Queued => "The pull is starting",
        PullState.Waiting => current.Pull.WaitsFor == PullWait.Source ? "The source cannot be reached. The pull waits to try again" : "The pull waits for the rate limit",
        PullState.Running => percent switch { >= 75 => "75 percent pulled", >= 50 => "Half is pulled", >= 25 => "25 percent pulled", _ => "The pull has started" },
        PullState.Done => $"The pull is done: {current.Pull.Records.New} new and {current.Pull.Records.Changed} changed records",
        PullState.Failed => "The pull has ended. Some of it failed",
        _ => "The pull was cancelled",
    };
}
