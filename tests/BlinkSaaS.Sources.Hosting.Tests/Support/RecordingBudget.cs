using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Sources.Hosting.Tests.Support;

/// <summary>Permits every call and keeps what it is told. A permit that is settled or returned twice fails the test.</summary>
internal sealed class RecordingBudget : ICallBudget
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _open = [];
    private long _acquired;

    public List<CallAnswer> Settled { get; } = [];

    public int Returned { get; private set; }

    public int Open => _open.Count;

    public long Acquired => _acquired;

    /// <summary>Runs at each acquiring, with its number from 1 on.</summary>
    public Func<long, CancellationToken, ValueTask>? OnAcquire { get; init; }

    public async ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = Interlocked.Increment(ref _acquired);
        if (OnAcquire is not null)
            await OnAcquire(id, cancellationToken);
        lock (_lock)
            _open.Add(id);
        return new CallPermit(id, TimeSpan.Zero);
    }

    public void Settle(CallPermit permit, CallAnswer answer)
    {
        lock (_lock)
        {
            Close(permit);
            Settled.Add(answer);
        }
    }

    public void Return(CallPermit permit)
    {
        lock (_lock)
        {
            Close(permit);
            Returned++;
        }
    }

    private void Close(CallPermit permit) => Assert.True(_open.Remove(permit.Id), $"Permit {permit.Id} was closed twice.");
}
