namespace ClickUpSimulator.Limits;

public enum WindowKind
{
    /// <summary>Opens with the first call and lasts one window length.</summary>
    Fixed,

    /// <summary>Cut at multiples of the window length since 1970, such as whole minutes.</summary>
    Aligned,

    /// <summary>At most the limit within any span of one window length.</summary>
    Sliding,
}

public sealed record RateLimitSettings
{
    public int Limit { get; init; } = 100;

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    public WindowKind Kind { get; init; }

    /// <summary>X-RateLimit-Reset has whole seconds; false cuts the fraction off, so that it lies before the true reset.</summary>
    public bool ResetRoundsUp { get; init; } = true;

    public bool SendHeaders { get; init; } = true;

    /// <summary>By how much X-RateLimit-Reset is wrong, as that of a server whose clock is.</summary>
    public TimeSpan ResetSkew { get; init; }

    /// <summary>X-RateLimit-Reset in milliseconds instead of seconds.</summary>
    public bool ResetInMilliseconds { get; init; }

    /// <summary>False leaves X-RateLimit-Reset out; the other two headers are sent.</summary>
    public bool SendReset { get; init; } = true;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Limit);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Window, TimeSpan.Zero);
    }
}
