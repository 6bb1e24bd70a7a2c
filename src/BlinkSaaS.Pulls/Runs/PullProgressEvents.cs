using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Pulls;

/// <summary>Something of a pull's timeline, not yet written. Times are of the process's monotonic clock.</summary>
internal sealed record ProgressEvent(int Ordinal, PullEventKind Kind, long At)
{
    public string? Stream { get; init; }

    /// <summary>How long it took; null for a wait that lasts.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>When a wait that lasts is thought to end.</summary>
    public long? Until { get; init; }

    public int Times { get; init; } = 1;

    public int? Status { get; init; }

    public string? Detail { get; init; }
}

/// <summary>The end of a wait that was written while it lasted.</summary>
internal readonly record struct EndedWait(int Ordinal, TimeSpan Duration);

/// <summary>
/// Turns what the meters saw into events of the timeline. A pull keeps so many; what happens beyond them is in its counters only.
/// </summary>
internal sealed class PullProgressEvents(TimeProvider clock)
{
    public const int Most = 300;

    private const int LongestDetail = 300;

    private readonly Lock _gate = new();
    private readonly List<ProgressEvent> _noted = [];
    private int _last;
    private (int Ordinal, long From)? _open;

    /// <summary>Goes on after the events that earlier workers of the same pull wrote.</summary>
    public void GoOnAfter(int ordinal) => _last = ordinal;

    /// <summary>A read is begun again after a pause, because the API was unavailable.</summary>
    public void BackOff(string? stream, TimeSpan pause, string why)
    {
        lock (_gate)
        {
            if (_noted.Count < Most)
                _noted.Add(new ProgressEvent(0, PullEventKind.Retry, clock.GetTimestamp()) { Stream = stream, Duration = pause, Detail = Short(why) });
        }
    }

    /// <summary>Another worker began this pull, and was not waiting when it stopped.</summary>
    public void Resumed()
    {
        lock (_gate)
            _noted.Add(new ProgressEvent(0, PullEventKind.Resumed, clock.GetTimestamp()));
    }

    /// <summary>What happened since the last time. <paramref name="refused"/>: calls answered with 429 since then.</summary>
    /// <param name="session">The session's meter.</param>
    /// <param name="refused">Calls refused since the last time.</param>
    /// <param name="wait">How long a call that waits now will wait; zero where none does.</param>
    public (List<ProgressEvent> New, List<EndedWait> Ended) Take(CallMeter session, long refused, TimeSpan wait)
    {
        var (added, ended) = (new List<ProgressEvent>(), new List<EndedWait>());
        foreach (var repeat in session.TakeRepeats())
            Add(added, new ProgressEvent(0, PullEventKind.Retry, repeat.At) { Stream = repeat.Scope, Duration = repeat.Pause, Status = repeat.Status });
        lock (_gate)
        {
            foreach (var noted in _noted)
                Add(added, noted);
            _noted.Clear();
        }

        if (refused > 0)
            Add(added, new ProgressEvent(0, PullEventKind.Refused, session.StalledSince ?? clock.GetTimestamp()) { Times = (int)refused, Status = 429 });
        TakeStalls(session, wait, added, ended);
        return (added, ended);
    }

    private void TakeStalls(CallMeter session, TimeSpan wait, List<ProgressEvent> added, List<EndedWait> ended)
    {
        foreach (var stall in session.TakeStalls())
        {
            var length = clock.GetElapsedTime(stall.From, stall.To);
            if (_open is { } open && open.From == stall.From)
            {
                ended.Add(new EndedWait(open.Ordinal, length));
                _open = null;
            }
            else
            {
                Add(added, new ProgressEvent(0, PullEventKind.Wait, stall.From) { Duration = length });
            }
        }

        if (_open is null && wait > TimeSpan.Zero && session.StalledSince is { } since && Add(added, new ProgressEvent(0, PullEventKind.Wait, since) { Until = After(wait) }))
            _open = (_last, since);
    }

    private long After(TimeSpan time) => clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency);

    private bool Add(List<ProgressEvent> events, ProgressEvent added)
    {
        if (_last >= Most)
            return false;
        events.Add(added with { Ordinal = ++_last });
        return true;
    }

    private static string Short(string text) => JsonText.Sound(text.Length <= LongestDetail ? text : text[..LongestDetail]);
}
