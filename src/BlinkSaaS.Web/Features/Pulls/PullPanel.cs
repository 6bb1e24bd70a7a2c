using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>What the panel of a pull shows: the one that runs, or one that ended.</summary>
/// <param name="Current">The pull and its streams.</param>
/// <param name="Address">Its own page; null on that page.</param>
/// <param name="Refresh">Where Refresh leads while it runs.</param>
public sealed record PullPanel(PullWithStreams Current, string? Address, string Refresh)
{
    /// <summary>The pull.</summary>
    public PullInfo Pull => Current.Pull;

    /// <summary>Percent done.</summary>
    public long Percent => Pull.Open ? (long)(Current.Progress * 100) : 100;

    /// <summary>Head of the panel.</summary>
    public string Title => Pull.State switch
    {
        PullState.Queued => "Pull is starting",
        PullState.Running or PullState.Waiting => "Pull in progress",
        PullState.Done => "Last pull",
        PullState.Failed => "Last pull: some of it failed",
        _ => "Last pull was cancelled",
    };

    /// <summary>What is announced to those who cannot see the figures: turns only, not every figure.</summary>
    public string Announcement => Pull.State switch
    {
        PullState.Queued => "The pull is starting",
        PullState.Waiting => "The pull waits for the rate limit",
        PullState.Running => Percent switch { >= 75 => "75 percent pulled", >= 50 => "Half is pulled", >= 25 => "25 percent pulled", _ => "The pull has started" },
        PullState.Done => $"The pull is done: {Pull.Records.New} new and {Pull.Records.Changed} changed records",
        PullState.Failed => "The pull has ended. Some of it failed",
        _ => "The pull was cancelled",
    };

    /// <summary>How long it took or takes.</summary>
    public TimeSpan Took(DateTimeOffset now) => Pull.StartedAt is { } start ? (Pull.FinishedAt ?? now) - start : TimeSpan.Zero;

    /// <summary>The badge of a stream.</summary>
    public StreamStateKind StateOf(PullStreamInfo stream) => stream.State switch
    {
        PullStreamState.Done => StreamStateKind.Done,
        PullStreamState.Pulling => Pull.State == PullState.Waiting ? StreamStateKind.Waiting : StreamStateKind.Pulling,
        PullStreamState.Skipped => StreamStateKind.Skipped,
        PullStreamState.Failed => StreamStateKind.Failed,
        _ => StreamStateKind.Queued,
    };
}
