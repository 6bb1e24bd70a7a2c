using BlinkSaaS.Pulls.Budgets;

namespace BlinkSaaS.Pulls;

/// <summary>
/// A pull's place in the pool. A pull whose next call waits for the budget stays as it is, with all that its source remembers; one
/// that would wait for too long leaves and is taken up again when the wait is over.
/// </summary>
internal sealed class PullSeat(ClaimedPull pull, long since, CancellationToken stop) : IDisposable
{
    private readonly CancellationTokenSource _leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BudgetShare? _budget;
    private long _leaveFor = -1;

    public ClaimedPull Pull { get; } = pull;

    /// <summary>When it was taken.</summary>
    public long Since { get; } = since;

    /// <summary>Cancelled when the pull has to come to its checkpoints.</summary>
    public CancellationToken Stop => _leave.Token;

    /// <summary>How long the pull stays away; null where it did not leave for the budget's sake.</summary>
    public TimeSpan? Parked => Interlocked.Read(ref _leaveFor) is >= 0 and var ticks && !stop.IsCancellationRequested ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Whether nothing of the pull is on its way and its next call has waited for some seconds.</summary>
    public bool Waits => Volatile.Read(ref _budget)?.Stalled ?? false;

    /// <summary>How long the next call waits at least, whoever else waits.</summary>
    public TimeSpan Ahead => Volatile.Read(ref _budget)?.Ahead ?? TimeSpan.Zero;

    /// <summary>Completes when the pull waits for the first time: whoever started it may go.</summary>
    public Task Freed => _freed.Task;

    public void Free() => _freed.TrySetResult();

    public void Sit(BudgetShare budget) => Volatile.Write(ref _budget, budget);

    public void Rise() => Volatile.Write(ref _budget, null);

    /// <summary>Leaves until its call would have its turn.</summary>
    public void Leave()
    {
        if (Volatile.Read(ref _budget) is not { } budget || Interlocked.CompareExchange(ref _leaveFor, budget.Snapshot().Wait.Ticks, -1) != -1)
            return;
        try
        {
            _leave.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pull ended at this moment.
        }
    }

    public void Dispose() => _leave.Dispose();
}
