using System.Buffers.Binary;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>Frames on a pipe: the length of what follows (4 bytes), the kind (1), the id (4), the body.</summary>
internal static class FrameStream
{
    private const int HeadLength = 9;

    /// <summary>The next frame; null where the pipe ended between two.</summary>
    /// <exception cref="WireException">What came is no frame.</exception>
    public static async ValueTask<Frame?> ReadAsync(Stream stream, int largest, CancellationToken cancellationToken)
    {
        var head = new byte[HeadLength];
        var got = await stream.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken);
        if (got == 0)
            return null;
        if (got < HeadLength)
            throw new WireException("It broke off in the middle of a message.");
        var (kind, id, length) = Head(head, largest);
        if (length == 0)
            return new Frame(kind, id, default);
        var body = new byte[length];
        if (await stream.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancellationToken) < length)
            throw new WireException("It broke off in the middle of a message.");
        return new Frame(kind, id, body);
    }

    /// <summary>The same for a thread of its own.</summary>
    public static Frame? Read(Stream stream)
    {
        var head = new byte[HeadLength];
        if (stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength)
            return null;
        var (kind, id, length) = Head(head, int.MaxValue);
        var body = new byte[length];
        return stream.ReadAtLeast(body, length, throwOnEndOfStream: false) < length ? null : new Frame(kind, id, body);
    }

    /// <summary>The bytes of a frame whose body is in one or two parts.</summary>
    public static byte[] Bytes(FrameKind kind, int id, ReadOnlySpan<byte> body, ReadOnlySpan<byte> more = default)
    {
        var length = checked(HeadLength + body.Length + more.Length);
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length - 4);
        bytes[4] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), id);
        body.CopyTo(bytes.AsSpan(HeadLength));
        more.CopyTo(bytes.AsSpan(HeadLength + body.Length));
        return bytes;
    }

    private static (FrameKind Kind, int Id, int Length) Head(byte[] head, int largest)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(head) - (HeadLength - 4);
        var kind = (FrameKind)head[4];
        return length >= 0 && length <= largest && Enum.IsDefined(kind)
            ? (kind, BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(5)), length)
            : throw new WireException("It wrote something that is no message.");
    }
}
