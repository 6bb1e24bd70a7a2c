namespace ClickUpSimulator.Worlds;

/// <summary>SplitMix64: small enough to have one for each task, and the same numbers on every runtime.</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong state = seed;

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }

    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    public int Between(int from, int to) => from + Below(to - from + 1);

    public bool Chance(double share) => (Next() >> 11) * (1.0 / (1UL << 53)) < share;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }
}

/// <summary>Spreads a share evenly, so that small worlds have their part of archived lists and the like too.</summary>
internal sealed class EvenShare(double share)
{
    private double owed = 0.4;

    public bool Next()
    {
        owed += share;
        if (owed < 1)
            return false;
        owed -= 1;
        return true;
    }
}
