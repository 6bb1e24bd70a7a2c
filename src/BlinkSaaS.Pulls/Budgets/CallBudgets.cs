using System.Collections.Concurrent;
using BlinkSaaS.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>The budgets of all tokens in use by this process. One for the process.</summary>
public sealed class CallBudgets : IDisposable
{
    /// <summary>How often those that nobody uses are looked for: with a token for each of many pulls there are thousands.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly IBudgetStates _states;
    private readonly ILogger _log;
    private readonly string _worker = Guid.NewGuid().ToString("n")[..12];
    private readonly ConcurrentDictionary<string, SharedBudget> _budgets = new(StringComparer.Ordinal);
    private long _looked;

    internal CallBudgets(IBudgetStates states, TimeProvider clock, ILogger log) =>
        (_states, _clock, _log, _looked) = (states, clock, log, clock.GetTimestamp());

    /// <summary>Budgets that this process shares with no other.</summary>
    public CallBudgets(TimeProvider clock) : this(new OwnBudgetStates(clock), clock, NullLogger.Instance) { }

    /// <summary>Budgets that all processes on one database share.</summary>
    public CallBudgets([FromKeyedServices("engine")] NpgsqlDataSource engine, TimeProvider clock, ILogger<CallBudgets> log)
        : this(new BudgetTable(engine, clock), clock, log) { }

    /// <summary>
    /// A share of the budget that <paramref name="key"/> names, for one pull or one check: shares of a key are served in turn.
    /// </summary>
    /// <param name="key">The same for all that use the same token.</param>
    /// <param name="declared">What the source declares; the answers' headers overrule it.</param>
    /// <param name="person">Whether a person waits for it: served before the others.</param>
    /// <param name="workspace">Whose pull it is: no workspace gets more than half while others want some. 0 where it is none.</param>
    public BudgetShare For(string key, RateLimit declared, bool person = false, long workspace = 0)
    {
        LetGoOfIdle();
        while (true)
        {
            var budget = _budgets.GetOrAdd(key, _ => new SharedBudget(key, declared, _worker, _states, _clock, _log));
            var share = new BudgetShare(budget, _clock, person, SharedBudget.Name(key, workspace));
            if (budget.TryJoin(share))
                return share;
            _budgets.TryRemove(KeyValuePair.Create(key, budget));
        }
    }

    /// <summary>What is known of a budget, or null where nobody in this process used it lately.</summary>
    public BudgetSnapshot? Peek(string key) =>
        _budgets.TryGetValue(key, out var budget) ? budget.Snapshot(null, null) : null;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var budget in _budgets.Values)
            budget.Dispose();
    }

    private void LetGoOfIdle()
    {
        var looked = Interlocked.Read(ref _looked);
        if (_clock.GetElapsedTime(looked) < LookEvery || Interlocked.CompareExchange(ref _looked, _clock.GetTimestamp(), looked) != looked)
            return;
        foreach (var entry in _budgets)
        {
            if (!entry.Value.TryClose())
                continue;
            _budgets.TryRemove(entry);
            entry.Value.Dispose();
        }
    }
}
