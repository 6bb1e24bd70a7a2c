namespace BlinkSaaS.Pulls.Budgets;

/// <summary>What is known of a budget at one moment.</summary>
public sealed record BudgetSnapshot
{
    /// <summary>Calls permitted in a window.</summary>
    public required int Limit { get; init; }

    /// <summary>Calls left now.</summary>
    public required int Left { get; init; }

    /// <summary>Calls of the last window used by this share; of all shares of this process, when asked for a key.</summary>
    public required int Used { get; init; }

    /// <summary>The rest of the calls that are not left: other use of this token.</summary>
    public int UsedElsewhere => Math.Max(0, Limit - Left - Used);

    /// <summary>Time to the reset of the window, at the latest.</summary>
    public required TimeSpan ResetsIn { get; init; }

    /// <summary>How long a call that waits now has to wait at least; zero where none waits or it may go at once.</summary>
    public required TimeSpan Wait { get; init; }
}
