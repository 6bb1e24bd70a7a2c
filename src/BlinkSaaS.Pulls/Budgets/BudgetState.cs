namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// All that is known of one token's budget. Times are ticks of a monotonic clock. <see cref="BudgetRule"/> is the only one that
/// reads or changes it, and reads no clock: the same state can live in this process or in a row that workers share.
/// </summary>
internal sealed class BudgetState(int declaredLimit, TimeSpan window)
{
    public int DeclaredLimit { get; } = declaredLimit;

    public long Window { get; } = window.Ticks;

    /// <summary>Calls permitted in a window, as declared or as the answers say.</summary>
    public int Limit { get; set; } = declaredLimit;

    public CallLedger Ledger { get; } = new(window.Ticks);

    /// <summary>Calls granted and neither answered nor returned.</summary>
    public int Out { get; set; }

    /// <summary>Calls that no Remaining of the window can be trusted to count: their answers never came, or said nothing.</summary>
    public int Blind { get; set; }

    /// <summary>Whether the calls that are out ask how much is left.</summary>
    public bool Probing { get; set; }

    /// <summary>When the last answer came; null before the first.</summary>
    public long? LastAnswered { get; set; }

    public long LongestLatency { get; set; }

    /// <summary>The window that the newest answers name, as the server's clock says; null where they name none.</summary>
    public long? Reset { get; set; }

    /// <summary>The latest moment at which that window ends.</summary>
    public long ResetBy { get; set; }

    /// <summary>Lowest Remaining among the answers that name that window; null where answers say nothing.</summary>
    public int? LowestRemaining { get; set; }

    /// <summary>When an answer last said what remains.</summary>
    public long RemainingSeen { get; set; }

    /// <summary>Remaining of the answer to the call that was sent last.</summary>
    public int? LatestRemaining { get; set; }

    public long LatestSent { get; set; }

    /// <summary>When calls were answered that the latest-sent answer may not have counted.</summary>
    public List<long> AnsweredSinceLatest { get; } = [];

    /// <summary>No call before this: the server refused one.</summary>
    public long BlockedUntil { get; set; }

    /// <summary>Refusals in a row that did not say how long to wait.</summary>
    public int RefusalsWithoutHint { get; set; }
}

/// <summary>One answer, in the rule's own clock.</summary>
internal readonly record struct BudgetAnswer
{
    public required long Sent { get; init; }

    public required long Answered { get; init; }

    /// <summary>Null where no answer came.</summary>
    public int? Status { get; init; }

    public int? Limit { get; init; }

    public int? Remaining { get; init; }

    public long? Reset { get; init; }

    /// <summary>The server's clock in Unix seconds, from the Date header.</summary>
    public long? Date { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
