namespace BlinkSaaS.Pulls;

/// <summary>A pull that a worker holds the lease of.</summary>
public sealed record ClaimedPull
{
    /// <summary>The connection.</summary>
    public required ConnectionKey Key { get; init; }

    /// <summary>Number of the pull within its connection.</summary>
    public required int Number { get; init; }

    /// <summary>Rises with every lease; what is committed is checked against it.</summary>
    public required long Fence { get; init; }

    /// <summary>Whether everything is read again.</summary>
    public required bool Full { get; init; }

    /// <summary>What began it.</summary>
    public required PullTrigger Trigger { get; init; }

    /// <summary>Whether another worker began it: it goes on where that one stopped.</summary>
    public required bool Resumed { get; init; }

    /// <summary>The connection's schedule when the lease was taken.</summary>
    public required PullTiming Timing { get; init; }

    /// <summary>Pulls before this one, in a row, that did not bring everything.</summary>
    public int FailuresBefore { get; init; }
}
