namespace BlinkSaaS.Sources.Testing;

/// <summary>The system's time, except that the host's pauses before it repeats a call pass a hundred times faster.</summary>
internal sealed class ShortPauses : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= LongestPause ? dueTime / 100 : dueTime, period);
}
