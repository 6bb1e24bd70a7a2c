namespace ClickUpSimulator;

/// <summary>How long every call takes. Settable at any time.</summary>
public sealed class Latency(TimeProvider clock)
{
    private long ticks;

    public TimeSpan RoundTrip
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref ticks));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            Interlocked.Exchange(ref ticks, value.Ticks);
        }
    }

    internal Task HalfAsync(CancellationToken cancellationToken)
    {
        var half = RoundTrip / 2;
        return half == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(half, clock, cancellationToken);
    }
}
