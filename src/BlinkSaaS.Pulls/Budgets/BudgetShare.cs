using System.Collections.Concurrent;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>One user's share of a budget: a pull or a check. Dispose it when that is over.</summary>
public sealed class BudgetShare : ICallBudget, IDisposable
{
    private readonly SharedBudget _budget;
    private readonly TimeProvider _clock;
    private readonly CallLedger _own;
    private readonly ConcurrentDictionary<long, byte> _outstanding = new();
    private readonly ConcurrentQueue<Waiter> _waiters = new();
    private readonly Lock _ownGate = new();
    private long _lastId;

    internal BudgetShare(SharedBudget budget, TimeProvider clock, bool person)
    {
        (_budget, _clock, Person) = (budget, clock, person);
        _own = new CallLedger(budget.WindowLength);
    }

    /// <summary>Length of the window that the limit is for.</summary>
    public TimeSpan Window => TimeSpan.FromTicks(_budget.WindowLength);

    internal bool Person { get; }

    internal bool Waits => !_waiters.IsEmpty;

    /// <inheritdoc />
    public async ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(_clock.GetTimestamp());
        _waiters.Enqueue(waiter);
        using var registration = cancellationToken.Register(() => waiter.Granted.TrySetCanceled(cancellationToken));
        _budget.Serve();
        await waiter.Granted.Task;
        return new CallPermit(waiter.Id, _clock.GetElapsedTime(waiter.Since));
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
            return _budget.Snapshot(_own, Waits);
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
