using System.Collections.Concurrent;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>What this process says to the host, and the requests that it waits for.</summary>
internal sealed class HostPipe(Stream output) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Frame>> _requests = new();
    private readonly SemaphoreSlim _turns = new(WireLimits.RequestsAtOnce);
    private int _lastRequest;

    public void Send(FrameKind kind, int id, ReadOnlyMemory<byte> body)
    {
        var bytes = FrameStream.Bytes(kind, id, body.Span);
        lock (_gate)
        {
            output.Write(bytes);
            output.Flush();
        }
    }

    /// <summary>Has the host make a request. It answers each, also one that was given up.</summary>
    public async Task<Frame> RequestAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        var id = Interlocked.Increment(ref _lastRequest);
        var answer = new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[id] = answer;
        Send(FrameKind.HttpRequest, id, request);
        await using var registration = cancellationToken.Register(() => Send(FrameKind.HttpCancel, id, default));
        return await answer.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _turns.Dispose();

    public void Answer(Frame frame)
    {
        if (!_requests.TryRemove(frame.Id, out var request))
            return;
        _turns.Release();
        request.TrySetResult(frame);
    }
}
