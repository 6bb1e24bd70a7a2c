using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>The budgets of all tokens in use by this process. One for the process.</summary>
public sealed class CallBudgets(TimeProvider clock)
{
    /// <summary>
    /// A share of the budget that <paramref name="key"/> names, for one pull or one check: shares of a key are served in turn.
    /// </summary>
    /// <param name="key">The same for all that use the same token.</param>
    /// <param name="declared">What the source declares; the answers' headers overrule it.</param>
    /// <param name="person">Whether a person waits for it: served before the others.</param>
    public BudgetShare For(string key, RateLimit declared, bool person = false) { _ = clock; throw new NotImplementedException(); }

    /// <summary>What is known of a budget, or null where nobody in this process used it lately.</summary>
    public BudgetSnapshot? Peek(string key) => throw new NotImplementedException();
}

/// <summary>One user's share of a budget. Dispose it when the pull or check is over.</summary>
public sealed class BudgetShare : ICallBudget, IDisposable
{
    /// <inheritdoc />
    public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc />
    public void Settle(CallPermit permit, CallAnswer answer) => throw new NotImplementedException();

    /// <inheritdoc />
    public void Return(CallPermit permit) => throw new NotImplementedException();

    /// <summary>What is known of the budget.</summary>
    public BudgetSnapshot Snapshot() => throw new NotImplementedException();

    /// <inheritdoc />
    public void Dispose() => throw new NotImplementedException();
}

/// <summary>What is known of a budget at one moment.</summary>
public sealed record BudgetSnapshot
{
    /// <summary>Calls permitted in a window.</summary>
    public required int Limit { get; init; }

    /// <summary>Calls left now.</summary>
    public required int Left { get; init; }

    /// <summary>Calls of the window used by this share; of all shares of this process, when asked for a key.</summary>
    public required int Used { get; init; }

    /// <summary>Calls of the window used otherwise: other use of this token.</summary>
    public required int UsedElsewhere { get; init; }

    /// <summary>Time to the reset of the window, at the latest.</summary>
    public required TimeSpan ResetsIn { get; init; }

    /// <summary>How long a call that asks now waits at least; zero where it may go at once.</summary>
    public required TimeSpan Wait { get; init; }
}
