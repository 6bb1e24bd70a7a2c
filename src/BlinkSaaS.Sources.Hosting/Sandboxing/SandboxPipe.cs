using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>What the host says to a sandbox, one message after the other. A process that is gone is found out where it is read from.</summary>
internal sealed class SandboxPipe : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private Stream? _stream;

    public void Open(Stream stream) => _stream = stream;

    public async Task SendAsync(FrameKind kind, int id, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> more, CancellationToken cancellationToken)
    {
        var bytes = FrameStream.Bytes(kind, id, body.Span, more.Span);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Not to be cancelled half way: the next message would be read as the rest of this one.
            await _stream!.WriteAsync(bytes, CancellationToken.None);
            await _stream.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process ended; the reader says why.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Without waiting for it to be written.</summary>
    public void Post(FrameKind kind, int id, ReadOnlyMemory<byte> body) => _ = SendAsync(kind, id, body, default, CancellationToken.None);

    public void Dispose() => _stream?.Dispose();
}
