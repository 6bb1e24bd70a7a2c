namespace BlinkSaaS.Pulls.Reading;

/// <summary>How long calls take within a budget.</summary>
/// <param name="Left">Calls left in the window that runs.</param>
/// <param name="PerWindow">Calls that each further window has for this pull.</param>
/// <param name="ResetsIn">Time until the next window.</param>
/// <param name="Window">Length of a window.</param>
/// <param name="PerCall">Time that a call takes while nothing waits, calls side by side taken together.</param>
public sealed record PullForecast(int Left, int PerWindow, TimeSpan ResetsIn, TimeSpan Window, TimeSpan PerCall)
{
    /// <summary>Until something is known of an API, an answer is thought to take so long.</summary>
    public static TimeSpan UsualPerCall { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Of a pull that runs: what others take of the token's calls in this window they are thought to take in the next ones, too,
    /// but never all of them.
    /// </summary>
    public static PullForecast? Of(PullInfo pull, TimeSpan window, DateTimeOffset now)
    {
        if (pull.Budget is not { Limit: > 0 } budget || window <= TimeSpan.Zero)
            return null;
        var fresh = budget.ResetsAt > now;
        var perWindow = Math.Max(budget.Limit - (fresh ? budget.UsedElsewhere : 0), (budget.Limit + 9) / 10);
        var worked = pull.StartedAt is { } started ? now - started - pull.Waited : TimeSpan.Zero;
        var perCall = pull.Calls >= 5 && worked > TimeSpan.Zero ? worked / pull.Calls : UsualPerCall;
        return new PullForecast(fresh ? budget.Left : perWindow, perWindow, fresh ? budget.ResetsAt - now : window, window, perCall);
    }

    /// <summary>Time until so many calls are made: what is left now, whole windows, and the work of the last one.</summary>
    public TimeSpan TimeFor(long calls)
    {
        if (calls <= 0)
            return TimeSpan.Zero;
        var now = Math.Min(Left, Fit(ResetsIn));
        if (calls <= now)
            return PerCall * calls;
        var rest = calls - now;
        var perWindow = Math.Max(1, Math.Min(PerWindow, Fit(Window)));
        var whole = (rest - 1) / perWindow;
        return ResetsIn + Window * whole + PerCall * (rest - whole * perWindow);
    }

    /// <summary>The time of so many calls at the limit, as a person counts: 412 calls at 100 a minute are 4 min 8 s.</summary>
    public static TimeSpan AtLimit(long calls, int limit, TimeSpan window) => TimeSpan.FromSeconds(Math.Ceiling((window * calls / Math.Max(1, limit)).TotalSeconds));

    /// <summary>Calls that a pull of what changed usually takes: the median of the last five that came to their end; null where there were none.</summary>
    public static long? Usual(IEnumerable<PullInfo> newestFirst)
    {
        var calls = newestFirst.Where(pull => pull is { State: PullState.Done, Full: false }).Take(5).Select(pull => pull.Calls).Order().ToList();
        return calls.Count == 0 ? null : calls[calls.Count / 2];
    }

    /// <summary>Calls that a time is long enough for.</summary>
    private long Fit(TimeSpan time) => PerCall <= TimeSpan.Zero ? long.MaxValue : (long)(time / PerCall);
}
