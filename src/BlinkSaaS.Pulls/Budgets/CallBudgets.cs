using System.Collections.Concurrent;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>The budgets of all tokens in use by this process. One for the process.</summary>
public sealed class CallBudgets(TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, SharedBudget> _budgets = new(StringComparer.Ordinal);

    /// <summary>
    /// A share of the budget that <paramref name="key"/> names, for one pull or one check: shares of a key are served in turn.
    /// </summary>
    /// <param name="key">The same for all that use the same token.</param>
    /// <param name="declared">What the source declares; the answers' headers overrule it.</param>
    /// <param name="person">Whether a person waits for it: served before the others.</param>
    public BudgetShare For(string key, RateLimit declared, bool person = false)
    {
        LetGoOfIdle();
        while (true)
        {
            var budget = _budgets.GetOrAdd(key, _ => new SharedBudget(clock, declared));
            var share = new BudgetShare(budget, clock, person);
            if (budget.TryJoin(share))
                return share;
            _budgets.TryRemove(KeyValuePair.Create(key, budget));
        }
    }

    /// <summary>What is known of a budget, or null where nobody in this process used it lately.</summary>
    public BudgetSnapshot? Peek(string key) =>
        _budgets.TryGetValue(key, out var budget) ? budget.Snapshot(null, waiting: true) : null;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var budget in _budgets.Values)
            budget.Dispose();
    }

    private void LetGoOfIdle()
    {
        foreach (var entry in _budgets)
        {
            if (!entry.Value.TryClose())
                continue;
            _budgets.TryRemove(entry);
            entry.Value.Dispose();
        }
    }
}
