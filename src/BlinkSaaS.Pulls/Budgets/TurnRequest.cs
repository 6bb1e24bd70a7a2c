namespace BlinkSaaS.Pulls.Budgets;

/// <summary>What a worker reports and wants in one turn. Times of answers are ages, by the worker's own monotonic clock.</summary>
internal sealed record TurnRequest
{
    public required string Worker { get; init; }

    /// <summary>The turn it had last; 0 at first.</summary>
    public long Fence { get; init; }

    /// <summary>What the source declares.</summary>
    public required int DeclaredLimit { get; init; }

    public required long Window { get; init; }

    /// <summary>Answers since the last turn, with <see cref="BudgetAnswer.Sent"/> and <see cref="BudgetAnswer.Answered"/> as ages.</summary>
    public IReadOnlyList<BudgetAnswer> Answers { get; init; } = [];

    /// <summary>Permits that are given back unused.</summary>
    public int Unused { get; init; }

    /// <summary>Permits that it holds besides: calls that are on their way, and some not sent yet.</summary>
    public int Holding { get; init; }

    /// <summary>Calls wanted for whoever a person waits for.</summary>
    public int WantForPersons { get; init; }

    /// <summary>Other calls wanted. Only as many as can be sent now.</summary>
    public int Want { get; init; }

    /// <summary>Calls that are likely to be wanted before the next turn may be taken. Granted from plenty only.</summary>
    public int Ahead { get; init; }

    /// <summary>Its pulls that want calls, by workspace.</summary>
    public IReadOnlyDictionary<string, int> Pulls { get; init; } = new Dictionary<string, int>();

    /// <summary>How long its permits live where it is not heard of again: longer than any call takes.</summary>
    public required long Lease { get; init; }
}

/// <summary>What the turn gave.</summary>
internal sealed record TurnGrant
{
    public int ForPersons { get; init; }

    public int Bulk { get; init; }

    /// <summary>Of those calls that were asked for ahead.</summary>
    public int Ahead { get; init; }

    public long Fence { get; init; }

    /// <summary>Whether the answers of the request counted; false where they were charged before.</summary>
    public bool Settled { get; init; }

    /// <summary>How long until another turn can bring more; null where nothing is missing.</summary>
    public long? Wait { get; init; }

    /// <summary>The least time to leave between turns: workers share one row.</summary>
    public long Pause { get; init; }

    /// <summary>What one pull of a workspace counts for, where it is less than 1.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>The worker's part of all that want calls.</summary>
    public double Part { get; init; } = 1;

    public int Limit { get; init; }

    public int Left { get; init; }

    /// <summary>Calls of all workers that the last window may count.</summary>
    public int Used { get; init; }

    public long ResetsIn { get; init; }
}
