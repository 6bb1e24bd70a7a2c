namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// The calls that one credential has left in its window. Every call asks before it is sent and reports its answer.
/// Implemented by the engine (shared by all that use the token) and by the conformance kit.
/// </summary>
public interface ICallBudget
{
    /// <summary>Waits until one call may be sent. The permit must be settled or returned exactly once.</summary>
    ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken);

    /// <summary>The call was sent (and answered, or its answer was lost): charge it and learn from its headers.</summary>
    void Settle(CallPermit permit, CallAnswer answer);

    /// <summary>The call was never sent.</summary>
    void Return(CallPermit permit);
}

/// <summary>Leave to send one call.</summary>
/// <param name="Id">Names the permit within its budget.</param>
/// <param name="Waited">How long the caller waited for it.</param>
public readonly record struct CallPermit(long Id, TimeSpan Waited);

/// <summary>What an answer says about the budget. Times are of the caller's monotonic clock (<see cref="TimeProvider.GetTimestamp"/>).</summary>
public sealed record CallAnswer
{
    /// <summary>When the call was sent.</summary>
    public required long Sent { get; init; }

    /// <summary>When its headers came, or when it was given up.</summary>
    public required long Answered { get; init; }

    /// <summary>Status code, or null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>Calls permitted in a window, as the header says.</summary>
    public int? Limit { get; init; }

    /// <summary>Calls left in the window, as the header says.</summary>
    public int? Remaining { get; init; }

    /// <summary>End of the window by the server's clock, as the header says, in Unix seconds.</summary>
    public long? Reset { get; init; }

    /// <summary>The server's clock, from the Date header.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The Retry-After header.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
