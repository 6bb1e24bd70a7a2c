using System.Collections.Concurrent;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>One user's share of a budget: a pull or a check. Dispose it when that is over.</summary>
public sealed class BudgetShare : ICallBudget, IDisposable
{
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(3);

    private readonly SharedBudget _budget;
    private readonly TimeProvider _clock;
    private readonly CallLedger _own;
    private readonly ConcurrentDictionary<long, byte> _outstanding = new();
    private readonly ConcurrentQueue<Waiter> _waiters = new();
    private readonly Lock _ownGate = new();
    private long _lastId;

    internal BudgetShare(SharedBudget budget, TimeProvider clock, bool person, string workspace)
    {
        (_budget, _clock, Person, Workspace) = (budget, clock, person, workspace);
        _own = new CallLedger(budget.WindowLength);
    }

    /// <summary>Length of the window that the limit is for.</summary>
    public TimeSpan Window => TimeSpan.FromTicks(_budget.WindowLength);

    /// <summary>Whether nothing is on its way and a call has waited for so long that whoever works for it may do something else.</summary>
    internal bool Stalled =>
        _outstanding.IsEmpty && _waiters.TryPeek(out var first) && !first.Granted.Task.IsCompleted && _clock.GetElapsedTime(first.Since) >= LongWait;

    /// <summary>How long the first call of all waits at least.</summary>
    internal TimeSpan Ahead => _budget.Ahead;

    internal bool Person { get; }

    /// <summary>Whose pull it is, as this budget calls it.</summary>
    internal string Workspace { get; }

    internal bool Waits => !_waiters.IsEmpty;

    /// <summary>Calls that wait, and some that gave up.</summary>
    internal int Waiting => _waiters.Count;

    /// <summary>Calls that it was granted, by its weight. The queue's matter.</summary>
    internal double Served { get; set; }

    /// <inheritdoc />
    public async ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(_clock.GetTimestamp());
        using var registration = cancellationToken.Register(() => waiter.Granted.TrySetCanceled(cancellationToken));
        _budget.Enqueue(this, () => _waiters.Enqueue(waiter));
        await waiter.Granted.Task;
        var waited = _clock.GetElapsedTime(waiter.Since);
        BudgetTelemetry.Waits.Record(waited.TotalSeconds);
        return new CallPermit(waiter.Id, waited);
    }

    /// <inheritdoc />
    public void Settle(CallPermit permit, CallAnswer answer)
    {
        if (!_outstanding.TryRemove(permit.Id, out _))
            return;
        lock (_ownGate)
            _own.Add(_budget.At(answer.Answered));
        _budget.Settle(answer);
    }

    /// <inheritdoc />
    public void Return(CallPermit permit)
    {
        if (_outstanding.TryRemove(permit.Id, out _))
            _budget.Return();
    }

    /// <summary>What is known of the budget.</summary>
    public BudgetSnapshot Snapshot()
    {
        lock (_ownGate)
            return _budget.Snapshot(this, _own);
    }

    /// <summary>Leaves the budget; permits still out count as used.</summary>
    public void Dispose()
    {
        while (_waiters.TryDequeue(out var waiter))
            waiter.Granted.TrySetException(new ObjectDisposedException(nameof(BudgetShare)));
        var outstanding = _outstanding.Count;
        _outstanding.Clear();
        _budget.Leave(this, outstanding);
    }

    /// <summary>Grants a call to who waits longest; false where that one gave up.</summary>
    internal bool TryGrantFirst()
    {
        if (!_waiters.TryDequeue(out var waiter))
            return false;
        waiter.Id = Interlocked.Increment(ref _lastId);
        _outstanding[waiter.Id] = 0;
        if (waiter.Granted.TrySetResult())
            return true;
        _outstanding.TryRemove(waiter.Id, out _);
        return false;
    }

    private sealed class Waiter(long since)
    {
        public long Since { get; } = since;

        public long Id { get; set; }

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
