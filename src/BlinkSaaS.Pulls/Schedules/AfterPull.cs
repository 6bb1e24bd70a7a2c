namespace BlinkSaaS.Pulls;

/// <summary>What the end of a pull means for the next one.</summary>
/// <param name="Failures">Pulls in a row that did not bring everything.</param>
/// <param name="Pause">Why there is no next one by itself.</param>
/// <param name="RetryAfter">When at the latest what failed is tried again; null: at the schedule's next time.</param>
internal sealed record AfterPull(int Failures, PauseReason? Pause, TimeSpan? RetryAfter)
{
    /// <summary>
    /// A rejected credential stops at once. An API that cannot be reached is asked again after a minute, then after twice as
    /// long each time. What only a person can mend waits for its usual time; both end in a pause after so many pulls in a row
    /// that brought nothing. A pull that brought some of its streams never pauses the connection: the others go on.
    /// </summary>
    /// <param name="failuresBefore">Those before this pull.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="kind">What went wrong first.</param>
    /// <param name="partly">Whether some stream was read to its end.</param>
    /// <param name="options">How many tries.</param>
    /// <param name="chance">From 0 to 1: pulls that failed together do not come back together.</param>
    public static AfterPull Of(int failuresBefore, PullState state, PullErrorKind kind, bool partly, PullOptions options, double chance)
    {
        if (state != PullState.Failed)
            return new AfterPull(0, null, null);
        if (kind == PullErrorKind.Credential)
            return new AfterPull(failuresBefore + 1, PauseReason.Credential, null);
        var failures = partly ? 1 : failuresBefore + 1;
        var unreachable = kind == PullErrorKind.Unavailable;
        var pause = failures >= (unreachable ? options.UnreachableToPause : options.FailuresToPause);
        return new AfterPull(failures, pause ? PauseReason.Failures : null, unreachable && !pause ? BackOff(failures, options, chance) : null);
    }

    private static TimeSpan BackOff(int failures, PullOptions options, double chance)
    {
        var whole = options.RetryPulls * Math.Pow(2, Math.Min(failures - 1, 20));
        return (whole < options.LongestBackOff ? whole : options.LongestBackOff) * (0.75 + chance / 2);
    }
}
