namespace BlinkSaaS.Pulls;

/// <summary>
/// The slots of time that a pull's timeline is kept in. The first four minutes have slots of two seconds; from there on each
/// doubling of the time has as many slots again, twice as long as those before. So a picture of the whole is never coarser than
/// a sixtieth of it, a day has under 700 slots, and nothing ever has to be put together anew.
/// </summary>
internal static class TimelineSlots
{
    private const int Fine = 120;
    private const int PerDoubling = Fine / 2;
    private const double FineSeconds = 2;

    /// <summary>The slot in which a time since the pull's start lies.</summary>
    public static int At(TimeSpan elapsed)
    {
        var units = Math.Max(0, elapsed.TotalSeconds) / FineSeconds;
        if (units < Fine)
            return (int)units;
        var doubling = (int)Math.Log2(units / Fine);
        var from = Math.ScaleB(Fine, doubling);
        return Fine + doubling * PerDoubling + (int)((units - from) * PerDoubling / from);
    }

    /// <summary>When a slot begins, since the pull's start; it ends where the next one begins.</summary>
    public static TimeSpan Start(int slot)
    {
        if (slot < Fine)
            return TimeSpan.FromSeconds(slot * FineSeconds);
        var (doubling, within) = Math.DivRem(slot - Fine, PerDoubling);
        var from = Math.ScaleB(Fine, doubling);
        return TimeSpan.FromSeconds((from + within * from / PerDoubling) * FineSeconds);
    }
}
