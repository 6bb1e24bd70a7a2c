using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>A pull, as stored.</summary>
public sealed record PullInfo
{
    public required int Number { get; init; }
    public required PullState State { get; init; }
    public required PullTrigger Trigger { get; init; }
    public required Guid? StartedBy { get; init; }
    public required bool Full { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public required DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the budget lets it go on, while it waits.</summary>
    public required DateTimeOffset? WaitingUntil { get; init; }

    public required long Calls { get; init; }

    /// <summary>Calls answered with 429.</summary>
    public required long Refused { get; init; }

    public required long Bytes { get; init; }
    public required TimeSpan Waited { get; init; }
    public required RecordTotals Records { get; init; }
    public required PullErrorKind ErrorKind { get; init; }
    public required string? Error { get; init; }

    /// <summary>The budget as the worker last saw it; null before the first call.</summary>
    public required PullBudget? Budget { get; init; }

    public bool Open => State is PullState.Queued or PullState.Running or PullState.Waiting;
}

/// <summary>What a pull did to records.</summary>
public sealed record RecordTotals(long Read, long New, long Changed, long Unchanged, long Deleted);

/// <summary>The token's budget as a pull saw it.</summary>
public sealed record PullBudget(int Limit, int Left, int Used, DateTimeOffset ResetsAt)
{
    /// <summary>Other use of this token.</summary>
    public int UsedElsewhere => Math.Max(0, Limit - Left - Used);
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
    public required TimeSpan Waited { get; init; }

    /// <summary>About how many records there are in all, where the source says so.</summary>
    public required long? Expected { get; init; }

    public required RecordTotals Records { get; init; }
    public required PullErrorKind ErrorKind { get; init; }

    /// <summary>Why it failed or was skipped.</summary>
    public required string? Error { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A pull with its streams, in order.</summary>
public sealed record PullWithStreams(PullInfo Pull, IReadOnlyList<PullStreamInfo> Streams)
{
    /// <summary>How far it is, 0 to 1, as far as that can be told: a stream's part is what it read of what it expects.</summary>
    public double Progress => throw new NotImplementedException();
}

/// <summary>Reads pulls, as the role of the connection it is given.</summary>
public static class PullHistory
{
    /// <summary>The open pull, else the last one that ended, else null.</summary>
    public static Task<PullWithStreams?> CurrentAsync(NpgsqlConnection connection, ConnectionKey key, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One pull by number, or null.</summary>
    public static Task<PullWithStreams?> OneAsync(NpgsqlConnection connection, ConnectionKey key, int number, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The last pulls, newest first.</summary>
    public static Task<IReadOnlyList<PullInfo>> LastAsync(NpgsqlConnection connection, ConnectionKey key, int count, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <summary>How a connection is, for listings.</summary>
public sealed record ConnectionStatus
{
    public required ConnectionKey Key { get; init; }
    public required TimeSpan Interval { get; init; }
    public required DateTimeOffset? NextPullAt { get; init; }
    public required bool Paused { get; init; }
    public required PauseReason? PauseReason { get; init; }
    public required Guid? PausedBy { get; init; }
    public required DateTimeOffset? PausedAt { get; init; }

    /// <summary>The open pull, if any.</summary>
    public required PullInfo? Open { get; init; }

    /// <summary>How far the open pull is, 0 to 1.</summary>
    public required double Progress { get; init; }

    /// <summary>The last pull that ended, if any.</summary>
    public required PullInfo? LastFinished { get; init; }

    /// <summary>Records there are, over all streams.</summary>
    public required long Records { get; init; }

    public required int Streams { get; init; }
}

/// <summary>Reads how connections are, as the role of the connection it is given.</summary>
public static class ConnectionStatuses
{
    /// <summary>Of the named connections of a workspace, by connection; those without a schedule are left out. One statement.</summary>
    public static Task<IReadOnlyDictionary<int, ConnectionStatus>> ReadAsync(NpgsqlConnection connection, long workspaceId, IReadOnlyCollection<int> connectionIds, CancellationToken cancellationToken) => throw new NotImplementedException();
}
