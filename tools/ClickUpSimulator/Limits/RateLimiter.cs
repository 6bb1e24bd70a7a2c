namespace ClickUpSimulator.Limits;

/// <summary>What the limiter said to one call. Reset is, for fixed and aligned windows, the end of the window; for sliding ones the moment the oldest counted call leaves it.</summary>
internal readonly record struct RateDecision(bool Allowed, int Limit, int Remaining, DateTimeOffset Reset);

/// <summary>Counts one token's calls. A refused call is not counted against the limit.</summary>
internal sealed class RateLimiter(RateLimitSettings settings)
{
    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> calls = new();
    private DateTimeOffset windowStart = DateTimeOffset.MinValue;
    private int used;
    private RateLimiter? alone;
    private int refusedAlone;

    public RateLimitSettings Settings => settings;

    /// <summary>Refused API calls that a second limiter refuses too, which knows nothing of what other programs spent.</summary>
    public int RefusedAlone => Volatile.Read(ref refusedAlone);

    /// <summary>A call of the API, told apart from what <see cref="RateLimits.Spend"/> takes.</summary>
    public RateDecision TakeCall(DateTimeOffset now)
    {
        lock (gate)
        {
            alone ??= new RateLimiter(settings);
            var decision = Take(now);
            if (!alone.Take(now).Allowed && !decision.Allowed)
                refusedAlone++;
            return decision;
        }
    }

    public RateDecision Take(DateTimeOffset now)
    {
        lock (gate)
            return settings.Kind == WindowKind.Sliding ? TakeSliding(now) : TakeWindowed(now);
    }

    private RateDecision TakeWindowed(DateTimeOffset now)
    {
        if (windowStart == DateTimeOffset.MinValue || now >= windowStart + settings.Window)
        {
            windowStart = settings.Kind == WindowKind.Aligned ? AlignedStart(now) : now;
            used = 0;
        }
        var allowed = used < settings.Limit;
        if (allowed)
            used++;
        return new RateDecision(allowed, settings.Limit, settings.Limit - used, windowStart + settings.Window);
    }

    private RateDecision TakeSliding(DateTimeOffset now)
    {
        while (calls.TryPeek(out var oldest) && oldest + settings.Window <= now)
            calls.Dequeue();
        var allowed = calls.Count < settings.Limit;
        if (allowed)
            calls.Enqueue(now);
        var reset = (calls.TryPeek(out var first) ? first : now) + settings.Window;
        return new RateDecision(allowed, settings.Limit, settings.Limit - calls.Count, reset);
    }

    private DateTimeOffset AlignedStart(DateTimeOffset now)
    {
        var ticks = (now - DateTimeOffset.UnixEpoch).Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(ticks - ticks % settings.Window.Ticks);
    }
}
