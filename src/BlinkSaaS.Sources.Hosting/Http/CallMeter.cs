namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Counts what one session sends, or what is sent in one <see cref="CallScope"/>: whatever the session's meter counts, the
/// meter of the scope counts beside it. Safe to use from several threads.
/// </summary>
/// <param name="name">Name of the scope; null for a session's own.</param>
public sealed class CallMeter(string? name = null)
{
    /// <summary>What is not taken is forgotten from here on: the counters know it all the same.</summary>
    private const int MostKept = 1_000;

    /// <summary>Shorter stalls are the rhythm of a paced budget, not waits that anybody would look at.</summary>
    private static readonly TimeSpan ShortestStall = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<CallStall> _stalls = [];
    private readonly List<CallRepeat> _repeats = [];
    private long _calls, _refused, _bytes;
    private int _waiting, _inFlight;
    private long _stalledSince, _movedAt;
    private TimeSpan _waited;

    /// <summary>Name of the scope; null for a session's own.</summary>
    public string? Name { get; } = name;

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

    /// <summary>When the stall that lasts now began; null where there is none.</summary>
    public long? StalledSince
    {
        get
        {
            lock (_gate)
                return IsStalled ? _stalledSince : null;
        }
    }

    private bool IsStalled => _waiting > 0 && _inFlight == 0;

    private CallMeter? Beside => CallScope.Meter is { } scoped && scoped != this ? scoped : null;

    /// <summary>The stalls of a second and more that are over, each given once.</summary>
    public IReadOnlyList<CallStall> TakeStalls() => Take(_stalls);

    /// <summary>The calls that were sent again after they failed by chance, each given once.</summary>
    public IReadOnlyList<CallRepeat> TakeRepeats() => Take(_repeats);

    internal void Sent()
    {
        Interlocked.Increment(ref _calls);
        Beside?.Sent();
    }

    internal void WasRefused()
    {
        Interlocked.Increment(ref _refused);
        Beside?.WasRefused();
    }

    internal void Received(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Beside?.Received(bytes);
    }

    internal void Repeats(TimeProvider clock, TimeSpan pause, int? status)
    {
        lock (_gate)
        {
            if (_repeats.Count < MostKept)
                _repeats.Add(new CallRepeat(CallScope.Meter?.Name, clock.GetTimestamp(), pause, status));
        }
    }

    internal void WaitBegan(TimeProvider clock) => Move(clock, waiting: 1, inFlight: 0);

    internal void WaitEnded(TimeProvider clock, bool mayCall) => Move(clock, waiting: -1, inFlight: mayCall ? 1 : 0);

    internal void CallEnded(TimeProvider clock) => Move(clock, waiting: 0, inFlight: -1);

    private void Move(TimeProvider clock, int waiting, int inFlight)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var stalled = IsStalled;
            if (stalled)
                _waited += clock.GetElapsedTime(_movedAt, now);
            _waiting += waiting;
            _inFlight += inFlight;
            _movedAt = now;
            if (stalled && !IsStalled && clock.GetElapsedTime(_stalledSince, now) >= ShortestStall && _stalls.Count < MostKept)
                _stalls.Add(new CallStall(_stalledSince, now));
            if (!stalled)
                _stalledSince = now;
        }

        Beside?.Move(clock, waiting, inFlight);
    }

    private List<T> Take<T>(List<T> kept)
    {
        lock (_gate)
        {
            var taken = new List<T>(kept);
            kept.Clear();
            return taken;
        }
    }
}
