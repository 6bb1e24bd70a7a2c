namespace BlinkSaaS.Pulls.Budgets;

/// <summary>Keeps the states of budgets: in this process, or in a table that all workers share.</summary>
internal interface IBudgetStates
{
    /// <summary>Whether other processes may take turns too, so that turns cost something.</summary>
    bool Shared { get; }

    /// <summary>Takes one turn. Throws where the state cannot be reached; whether the turn counted is then not known.</summary>
    ValueTask<TurnGrant> TakeTurnAsync(string key, TurnRequest request, CancellationToken cancellationToken);
}

/// <summary>States of one process that shares its tokens with no other.</summary>
internal sealed class OwnBudgetStates(TimeProvider clock) : IBudgetStates
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BudgetState> _states = new(StringComparer.Ordinal);
    private readonly long _origin = clock.GetTimestamp();

    public bool Shared => false;

    public ValueTask<TurnGrant> TakeTurnAsync(string key, TurnRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(key, out var state) || state.Window != request.Window)
                _states[key] = state = new BudgetState(request.DeclaredLimit, request.Window);
            return ValueTask.FromResult(BudgetTurn.Take(state, request, clock.GetElapsedTime(_origin).Ticks));
        }
    }
}
