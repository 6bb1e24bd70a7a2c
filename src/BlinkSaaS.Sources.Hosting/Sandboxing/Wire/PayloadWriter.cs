using System.Buffers.Binary;
using System.Text;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>Writes the body of a frame.</summary>
internal sealed class PayloadWriter
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Forgets everything after so many bytes: what was only half written.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    public PayloadWriter Byte(byte value)
    {
        Next(1)[0] = value;
        return this;
    }

    public PayloadWriter Number(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Next(4), value);
        return this;
    }

    public PayloadWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);
        return this;
    }

    public PayloadWriter Decimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
            Number(part);
        return this;
    }

    public PayloadWriter Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(Next(value.Length));
        return this;
    }

    /// <summary>Text, or null. Lone surrogates become the replacement character.</summary>
    public PayloadWriter Text(string? value)
    {
        if (value is null)
            return Number(-1);
        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, Next(length));
        return this;
    }

    private Span<byte> Next(int length)
    {
        var needed = checked(Length + length);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, _bytes.Length * 2L)));
        var next = _bytes.AsSpan(Length, length);
        Length = needed;
        return next;
    }
}
