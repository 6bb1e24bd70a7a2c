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

    public RateLimitSettings Settings => settings;

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
