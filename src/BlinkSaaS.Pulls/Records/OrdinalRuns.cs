namespace BlinkSaaS.Pulls.Records;

/// <summary>
/// A set of ordinals as bytes: runs of consecutive ones, each as the gap from the end of the run before and its length, both as
/// variable-length integers. A page in the API's order takes two or three bytes, a random one about three for each record.
/// </summary>
internal static class OrdinalRuns
{
    /// <summary>Positive ordinals in any order, repetitions allowed.</summary>
    public static byte[] Encode(IEnumerable<int> ordinals)
    {
        int[] sorted = [.. ordinals];
        Array.Sort(sorted);
        var bytes = new List<byte>();
        var end = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var (start, last) = (sorted[i], sorted[i]);
            while (++i < sorted.Length && sorted[i] - last <= 1)
                last = sorted[i];
            Write(bytes, (uint)(start - end));
            Write(bytes, (uint)(last - start + 1));
            end = last + 1;
        }

        return [.. bytes];
    }

    /// <summary>The runs: first ordinal and length.</summary>
    /// <exception cref="InvalidDataException">The bytes were not written here.</exception>
    public static IEnumerable<(int Start, int Length)> Decode(byte[] bytes)
    {
        var (at, end) = (0, 0L);
        while (at < bytes.Length)
        {
            var start = end + Read(bytes, ref at);
            var length = Read(bytes, ref at);
            end = start + length;
            if (length == 0 || end > int.MaxValue)
                throw new InvalidDataException("A set of ordinals is damaged.");
            yield return ((int)start, (int)length);
        }
    }

    private static void Write(List<byte> bytes, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private static uint Read(byte[] bytes, ref int at)
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= bytes.Length)
                break;
            var part = bytes[at++];
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("A set of ordinals is damaged.");
    }
}
