namespace BlinkSaaS.Pulls.Tests.Budgets;

/// <summary>How a server counts.</summary>
public enum WindowKind
{
    /// <summary>A window begins with the first call after the last one.</summary>
    FirstCall,

    /// <summary>Windows begin at whole multiples of their length.</summary>
    Aligned,

    /// <summary>The calls of the last window length, at any moment.</summary>
    Sliding,
}

/// <summary>What the server's headers are worth.</summary>
public enum HeaderKind
{
    Sound,
    WithoutDate,
    None,
    OnlyLimit,
    ResetInMilliseconds,
    ResetInThePast,
    ResetAtRandom,
    SomeAnswersWithout,
    RemainingAboveLimit,
}

/// <summary>One decision of the server, with the headers it sends.</summary>
internal sealed record Decision(bool Accepted, int? Limit, int? Remaining, long? Reset, long? Date);

/// <summary>Counts calls as APIs do, in virtual time. Times are ticks; the server's clock is apart by <paramref name="skew"/>.</summary>
internal sealed class RateServer(WindowKind kind, HeaderKind headers, int limit, TimeSpan window, TimeSpan skew, bool ceiling, Random random)
{
    private readonly Queue<long> _calls = new();
    private long _start = long.MinValue;

    public int Refused { get; private set; }

    public int Accepted { get; private set; }

    public Decision Decide(long now)
    {
        var reset = Expire(now);
        var accepted = _calls.Count < limit;
        if (accepted)
        {
            _calls.Enqueue(now);
            Accepted++;
        }
        else
        {
            Refused++;
        }

        if (kind == WindowKind.Sliding)
            reset = _calls.Peek() + window.Ticks;
        return Answer(accepted, now + skew.Ticks, reset + skew.Ticks, limit - _calls.Count);
    }

    private long Expire(long now)
    {
        if (kind == WindowKind.Sliding)
        {
            while (_calls.TryPeek(out var oldest) && oldest + window.Ticks <= now)
                _calls.Dequeue();
            return 0;
        }

        var start = kind == WindowKind.Aligned ? now / window.Ticks * window.Ticks
            : _start == long.MinValue || now >= _start + window.Ticks ? now : _start;
        if (start != _start)
        {
            _start = start;
            _calls.Clear();
        }

        return _start + window.Ticks;
    }

    private Decision Answer(bool accepted, long clock, long reset, int remaining)
    {
        var named = ceiling ? (reset + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond : reset / TimeSpan.TicksPerSecond;
        var date = clock / TimeSpan.TicksPerSecond;
        return headers switch
        {
            HeaderKind.WithoutDate => new(accepted, limit, remaining, named, null),
            HeaderKind.None => new(accepted, null, null, null, date),
            HeaderKind.OnlyLimit => new(accepted, limit, null, null, date),
            HeaderKind.ResetInMilliseconds => new(accepted, limit, remaining, named * 1000, date),
            HeaderKind.ResetInThePast => new(accepted, limit, remaining, named - 86_400, date),
            HeaderKind.ResetAtRandom => new(accepted, limit, remaining, random.Next(), date),
            HeaderKind.SomeAnswersWithout when random.Next(3) == 0 => new(accepted, null, null, null, date),
            HeaderKind.RemainingAboveLimit => new(accepted, limit, limit + 7, named, date),
            _ => new(accepted, limit, remaining, named, date),
        };
    }
}
