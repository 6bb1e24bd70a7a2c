using System.Buffers.Binary;
using System.Text;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>Reads the body of a frame. Whatever is not as it should be is a <see cref="WireException"/>: the other side may lie.</summary>
internal sealed class PayloadReader(ReadOnlyMemory<byte> body)
{
    private int _at;

    public bool IsAtEnd => _at == body.Length;

    public ReadOnlyMemory<byte> Rest => body[_at..];

    public byte Byte() => Take(1)[0];

    public int Number() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public decimal Decimal()
    {
        try
        {
            return new decimal([Number(), Number(), Number(), Number()]);
        }
        catch (ArgumentException e)
        {
            throw new WireException("A number is none.", e);
        }
    }

    public ReadOnlyMemory<byte> Bytes()
    {
        var length = Number();
        var from = _at;
        Take(length);
        return body.Slice(from, length);
    }

    public string? TextOrNull()
    {
        var length = Number();
        return length == -1 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public string Text() => TextOrNull() ?? throw new WireException("A text is missing.");

    /// <summary>How many entries follow; each takes at least a byte.</summary>
    public int Count() => Number() is >= 0 and var count && count <= body.Length - _at ? count : throw new WireException("A number of entries cannot be.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > body.Length - _at)
            throw new WireException("A message is shorter than it says.");
        var taken = body.Span.Slice(_at, length);
        _at += length;
        return taken;
    }
}
