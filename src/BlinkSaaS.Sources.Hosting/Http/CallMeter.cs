namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Counts what one session sends. Safe to use from several threads.</summary>
public sealed class CallMeter
{
    private long _calls, _refused, _bytes, _waitedTicks;

    /// <summary>Calls sent, repeats included.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Calls answered with 429.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Bytes of the answers' bodies, decompressed.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Time spent waiting for the budget, summed over the calls.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waitedTicks));

    internal void Sent() => Interlocked.Increment(ref _calls);

    internal void WasRefused() => Interlocked.Increment(ref _refused);

    internal void Received(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void HasWaited(TimeSpan time) => Interlocked.Add(ref _waitedTicks, time.Ticks);
}
