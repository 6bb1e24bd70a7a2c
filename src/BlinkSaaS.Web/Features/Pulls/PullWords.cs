using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>A pull in words.</summary>
public static class PullWords
{
    /// <summary>What or who began it; nobody's name where the person has left.</summary>
    public static string Began(PullInfo pull, string? person) => pull.Trigger switch
    {
        PullTrigger.First => "First pull",
        PullTrigger.Person => person is null ? "Pull now" : $"Pull now, {person}",
        _ => "Schedule",
    };

    /// <summary>Its badge.</summary>
    public static StreamStateKind Badge(PullInfo pull) => pull.State switch
    {
        PullState.Done => StreamStateKind.Done,
        PullState.Failed => StreamStateKind.Failed,
        PullState.Cancelled => StreamStateKind.Skipped,
        PullState.Waiting => StreamStateKind.Waiting,
        PullState.Running => StreamStateKind.Pulling,
        _ => StreamStateKind.Queued,
    };
}
