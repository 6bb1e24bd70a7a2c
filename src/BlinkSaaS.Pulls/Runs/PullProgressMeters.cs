using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Pulls;

/// <summary>What was called since the last time it was asked: in all, and by stream.</summary>
internal sealed record ProgressChange(CallCounts All, IReadOnlyList<(string Stream, CallCounts Counts)> Streams)
{
    public bool Any => All.Any || Streams.Count > 0;
}

/// <summary>Figures of a meter.</summary>
internal readonly record struct CallCounts(long Calls, long Refused, long Bytes, long WaitedMs)
{
    public bool Any => this != default;

    public static CallCounts Of(CallMeter meter) => new(meter.Calls, meter.Refused, meter.Bytes, (long)meter.Waited.TotalMilliseconds);

    public static CallCounts operator -(CallCounts a, CallCounts b) =>
        new(a.Calls - b.Calls, a.Refused - b.Refused, a.Bytes - b.Bytes, a.WaitedMs - b.WaitedMs);
}

/// <summary>The meters of a pull: its session's, and one for each stream, which the flow of control that reads the stream carries.</summary>
internal sealed class PullProgressMeters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Metered> _streams = new(StringComparer.Ordinal);
    private Metered? _session;

    /// <summary>The session's; null before the first call.</summary>
    public CallMeter? Session
    {
        get
        {
            lock (_gate)
                return _session?.Meter;
        }
    }

    public void Watch(CallMeter session)
    {
        lock (_gate)
            _session = new Metered(session);
    }

    /// <summary>The meter of a stream, the same at every call.</summary>
    public CallMeter Of(string stream)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(stream, out var metered))
                _streams[stream] = metered = new Metered(new CallMeter(stream));
            return metered.Meter;
        }
    }

    /// <summary>Calls made so far by stream; those outside of streams under the empty name.</summary>
    public Dictionary<string, long> Calls()
    {
        lock (_gate)
        {
            var calls = _streams.ToDictionary(entry => entry.Key, entry => entry.Value.Meter.Calls, StringComparer.Ordinal);
            calls[CallHistory.Outside] = Math.Max(0, (_session?.Meter.Calls ?? 0) - calls.Values.Sum());
            return calls;
        }
    }

    /// <summary>Streams first: what they count meanwhile is in the session's figures, so that these are never the smaller.</summary>
    public ProgressChange Take()
    {
        lock (_gate)
        {
            var streams = _streams.Select(entry => (entry.Key, entry.Value.Take())).Where(entry => entry.Item2.Any).ToList();
            return new ProgressChange(_session?.Take() ?? default, streams);
        }
    }

    private sealed class Metered(CallMeter meter)
    {
        private CallCounts _taken;

        public CallMeter Meter => meter;

        public CallCounts Take()
        {
            var now = CallCounts.Of(meter);
            var change = now - _taken;
            _taken = now;
            return change;
        }
    }
}
