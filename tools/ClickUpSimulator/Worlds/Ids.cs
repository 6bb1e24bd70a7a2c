namespace ClickUpSimulator.Worlds;

/// <summary>Ids that look like ClickUp's and never repeat within a world.</summary>
internal sealed class Ids(int seed)
{
    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const ulong Slots = 78_364_164_096; // 36^7

    private readonly ulong offset = SeededRandom.Mix((ulong)seed + 0x1D5) % Slots;
    private readonly long numbers = 901_000_000_000 + (long)(SeededRandom.Mix((ulong)seed + 0x2E7) % 90_000) * 100_000;
    private int containers;
    private int tasks;

    /// <summary>Spaces, folders and lists: numbers, given as strings.</summary>
    public string NextNumber() => (numbers + ++containers).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public (string Id, int Sequence) NextTask()
    {
        var sequence = ++tasks;
        // Multiplying by a number coprime to the slots visits each of them once.
        var slot = (ulong)(((UInt128)sequence * 35_184_372_089 + offset) % Slots);
        Span<char> text = stackalloc char[9];
        text[0] = '8';
        text[1] = '6';
        for (var i = 8; i >= 2; i--)
        {
            text[i] = Base36[(int)(slot % 36)];
            slot /= 36;
        }
        return (new string(text), sequence);
    }
}
