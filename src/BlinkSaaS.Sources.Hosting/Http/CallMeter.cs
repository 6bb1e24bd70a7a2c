namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Counts what one session sends. Safe to use from several threads.</summary>
public sealed class CallMeter
{
    private readonly Lock _gate = new();
    private long _calls, _refused, _bytes;
    private int _waiting, _inFlight;
    private long _stalledSince;
    private TimeSpan _waited;

    /// <summary>Calls sent, repeats included.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Calls answered with 429.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Bytes of the answers' bodies, decompressed.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>
    /// Time in which calls waited for the budget and none was on its way: what the rate limit cost, by the clock on the wall,
    /// however many calls waited side by side.
    /// </summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_gate)
                return _waited;
        }
    }

    internal void Sent() => Interlocked.Increment(ref _calls);

    internal void WasRefused() => Interlocked.Increment(ref _refused);

    internal void Received(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void WaitBegan(TimeProvider clock) => Move(clock, waiting: 1, inFlight: 0);

    internal void WaitEnded(TimeProvider clock, bool mayCall) => Move(clock, waiting: -1, inFlight: mayCall ? 1 : 0);

    internal void CallEnded(TimeProvider clock) => Move(clock, waiting: 0, inFlight: -1);

    private void Move(TimeProvider clock, int waiting, int inFlight)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_waiting > 0 && _inFlight == 0)
                _waited += clock.GetElapsedTime(_stalledSince, now);
            _waiting += waiting;
            _inFlight += inFlight;
            _stalledSince = now;
        }
    }
}
