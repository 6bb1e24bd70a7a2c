using BlinkSaaS.Pulls.Budgets;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>A pull, as stored.</summary>
public sealed record PullInfo
{
    public required int Number { get; init; }

    public required PullState State { get; init; }

    public required PullTrigger Trigger { get; init; }

    /// <summary>Who pressed Pull now or made the connection; null for a schedule's.</summary>
    public required Guid? StartedBy { get; init; }

    /// <summary>Whether everything was read again.</summary>
    public required bool Full { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it goes on, while it waits.</summary>
    public required DateTimeOffset? WaitingUntil { get; init; }

    /// <summary>For what, while it waits.</summary>
    public PullWait WaitsFor { get; init; }

    public required long Calls { get; init; }

    /// <summary>Calls answered with 429.</summary>
    public required long Refused { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Time in which calls waited for the budget and none was on its way.</summary>
    public required TimeSpan Waited { get; init; }

    public required RecordTotals Records { get; init; }

    public required PullErrorKind ErrorKind { get; init; }

    /// <summary>The trouble in words a person can act on.</summary>
    public required string? Error { get; init; }

    /// <summary>The budget as the worker last saw it; null before the first call.</summary>
    public required PullBudget? Budget { get; init; }

    /// <summary>How many calls it was thought to take before it began; null where nobody could tell.</summary>
    public long? EstimatedCalls { get; init; }

    /// <summary>How many calls it is thought to take in all, by what is known by now; null where nobody can tell.</summary>
    public long? ExpectedCalls { get; init; }

    /// <summary>Whether it has not ended.</summary>
    public bool Open => State is PullState.Queued or PullState.Running or PullState.Waiting;
}

/// <summary>What a pull did to records.</summary>
/// <param name="Read">New, changed and unchanged together.</param>
/// <param name="New">Seen for the first time.</param>
/// <param name="Changed">Written again.</param>
/// <param name="Unchanged">Nothing was written for them.</param>
/// <param name="Deleted">The source said that they are gone.</param>
public sealed record RecordTotals(long Read, long New, long Changed, long Unchanged, long Deleted);

/// <summary>The token's budget as a pull saw it.</summary>
/// <param name="Limit">Calls permitted in a window.</param>
/// <param name="Left">Calls left.</param>
/// <param name="Used">Calls of the window that this pull used.</param>
/// <param name="ResetsAt">End of the window, at the latest.</param>
public sealed record PullBudget(int Limit, int Left, int Used, DateTimeOffset ResetsAt)
{
    /// <summary>Other use of this token.</summary>
    public int UsedElsewhere => Math.Max(0, Limit - Left - Used);

    /// <summary>The token's budget as it is now. Of it only the pull's own part is as its worker saw it last.</summary>
    public static PullBudget Of(BudgetStand now, PullInfo? pull, DateTimeOffset time)
    {
        var own = pull?.Budget is { } seen && seen.ResetsAt > time ? seen.Used : 0;
        return new PullBudget(now.Limit, now.Left, Math.Min(own, now.Limit - now.Left), time + now.ResetsIn);
    }
}

/// <summary>One stream of a pull.</summary>
public sealed record PullStreamInfo
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required PullStreamState State { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    public required long Calls { get; init; }

    /// <summary>Time that calls waited for the budget, summed over the calls.</summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>About how many records there are in all, where the source says so.</summary>
    public required long? Expected { get; init; }

    public required RecordTotals Records { get; init; }

    public required PullErrorKind ErrorKind { get; init; }

    /// <summary>Why it failed or was skipped.</summary>
    public required string? Error { get; init; }

    /// <summary>Kinds of exceptions and where they came from, for whoever mends the plugin.</summary>
    public string? Details { get; init; }

    /// <summary>Sentences of the source for the connection's owner.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>How far it is, 0 to 1; null where that cannot be told yet.</summary>
    public double? Progress => State switch
    {
        PullStreamState.Queued => 0,
        PullStreamState.Pulling when Expected is > 0 => Math.Min(0.99, (double)Records.Read / Expected.Value),
        PullStreamState.Pulling => null,
        _ => 1,
    };
}

/// <summary>A pull with its streams, in order.</summary>
public sealed record PullWithStreams(PullInfo Pull, IReadOnlyList<PullStreamInfo> Streams)
{
    /// <summary>How far it is, 0 to 1, each stream counted alike; one that cannot be told counts as not begun.</summary>
    public double Progress => !Pull.Open ? 1 : Streams.Count == 0 ? 0 : Streams.Average(stream => stream.Progress ?? 0);
}
