using System.Collections.Concurrent;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>
/// Makes the requests of a plugin that has no network: through the client of its context, so that authorization, budget and
/// checks are the same as for a plugin in the host's own process.
/// </summary>
internal sealed class SandboxRequests(SandboxPipe pipe, SandboxContexts contexts, ConcurrentDictionary<int, SandboxCall> calls, Action<string> end) : IDisposable
{
    /// <summary>Answers that are kept for a plugin that does not read them.</summary>
    private const long MostUnread = 256L * 1024 * 1024;

    private long _unread;

    private readonly ConcurrentDictionary<int, CancellationTokenSource> _open = new();
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>How many are on their way or wait for the budget.</summary>
    public int Count => _open.Count;

    /// <exception cref="WireException">It is no request, or one too many.</exception>
    public void Begin(Frame frame)
    {
        var request = HttpWire.ReadRequest(frame.Body);
        var context = contexts.Find(request.Context);
        if (_open.Count >= WireLimits.RequestsAtOnce)
            throw new WireException($"It made more than {WireLimits.RequestsAtOnce} requests at once.");
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        if (!_open.TryAdd(frame.Id, cancel))
            throw new WireException("It made two requests under one number.");
        // The calls are counted for whoever asked the plugin.
        if (calls.TryGetValue(request.Call, out var call) && call.Flow is { } flow)
            ExecutionContext.Run(flow, _ => Start(frame.Id, context, request.Message, cancel), null);
        else
            Start(frame.Id, context, request.Message, cancel);
    }

    public void Cancel(int id)
    {
        if (_open.TryGetValue(id, out var cancel))
            Cancel(cancel);
    }

    public void Stop() => Cancel(_stopped);

    public void Dispose() => _stopped.Dispose();

    private static void Cancel(CancellationTokenSource cancel)
    {
        try
        {
            // Not on the thread that reads the pipe.
            _ = cancel.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was answered just now.
        }
    }

    private void Start(int id, ISourceContext context, HttpRequestMessage message, CancellationTokenSource cancel) =>
        _ = Task.Run(() => SendAsync(id, context, message, cancel));

    private async Task SendAsync(int id, ISourceContext context, HttpRequestMessage message, CancellationTokenSource cancel)
    {
        var (kind, head, body) = (FrameKind.HttpAnswer, ReadOnlyMemory<byte>.Empty, Array.Empty<byte>());
        try
        {
            using (message)
            using (var response = await context.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel.Token))
                (head, body) = await HttpWire.WriteAsync(response, cancel.Token);
        }
#pragma warning disable CA1031 // Whatever it is, the plugin is told, as it would be in the host's own process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            (kind, head) = (FrameKind.HttpFailure, FailureWire.Write(e));
        }

        _open.TryRemove(id, out _);
        cancel.Dispose();
        // At least something each, so that endless small answers count, too.
        var size = body.Length + 4096;
        if (Interlocked.Add(ref _unread, size) > MostUnread)
            end($"It asked for more than {MostUnread >> 20} MB of answers without reading them.");
        await pipe.SendAsync(kind, id, head, body, CancellationToken.None);
        Interlocked.Add(ref _unread, -size);
    }
}
