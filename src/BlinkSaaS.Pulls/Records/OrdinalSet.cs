using System.Collections;

namespace BlinkSaaS.Pulls.Records;

/// <summary>Ordinals below a bound, a bit each: 1.2 MB for ten million.</summary>
internal sealed class OrdinalSet(int below)
{
    private readonly BitArray _bits = new(Math.Max(0, below));

    public bool IsEmpty => !_bits.HasAnySet();

    public static OrdinalSet Of(int below, byte[] runs)
    {
        var set = new OrdinalSet(below);
        set.Add(runs);
        return set;
    }

    /// <summary>Adds what <see cref="OrdinalRuns"/> wrote; what lies beyond the bound does not matter.</summary>
    public void Add(byte[] runs)
    {
        foreach (var (start, length) in OrdinalRuns.Decode(runs))
        {
            for (var i = start; i < Math.Min((long)start + length, _bits.Length); i++)
                _bits[i] = true;
        }
    }

    public bool Contains(int ordinal) => (uint)ordinal < (uint)_bits.Length && _bits[ordinal];

    public void Remove(OrdinalSet others)
    {
        for (var i = 0; i < Math.Min(_bits.Length, others._bits.Length); i++)
        {
            if (others._bits[i])
                _bits[i] = false;
        }
    }

    /// <summary>The ordinals that are in the set, in order.</summary>
    public IEnumerable<int> Members() => Those(true);

    /// <summary>The ordinals from 1 to the bound that are not in the set, in order.</summary>
    public IEnumerable<int> Absent() => Those(false);

    private IEnumerable<int> Those(bool set)
    {
        for (var i = 1; i < _bits.Length; i++)
        {
            if (_bits[i] == set)
                yield return i;
        }
    }
}
