using System.Threading.Channels;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>One thing that was asked of a plugin, and what has come of it so far.</summary>
internal sealed class SandboxCall(int id, ISourceContext? context)
{
    private readonly Channel<ReadOnlyMemory<byte>> _items = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private int _unread;

    public int Id { get; } = id;

    public ISourceContext? Context { get; } = context;

    /// <summary>Whose calls the plugin's requests are: those of whoever asked.</summary>
    public ExecutionContext? Flow { get; } = ExecutionContext.Capture();

    public ChannelReader<ReadOnlyMemory<byte>> Items => _items.Reader;

    public bool IsOver => _items.Reader.Completion.IsCompleted || _isOver;

    /// <summary>Whether the host, not the plugin, is who is waited for.</summary>
    public bool HasUnread => Volatile.Read(ref _unread) > 0;

    private volatile bool _isOver;

    /// <exception cref="WireException">It sent more than it was allowed to.</exception>
    public void Take(ReadOnlyMemory<byte> items)
    {
        if (Volatile.Read(ref _unread) >= WireLimits.Window)
            throw new WireException("It sent more than it was asked to before the host had taken it.");
        Interlocked.Add(ref _unread, items.Length);
        _items.Writer.TryWrite(items);
    }

    public void Taken(int length) => Interlocked.Add(ref _unread, -length);

    public void End(Exception? problem = null)
    {
        _isOver = true;
        _items.Writer.TryComplete(problem);
    }
}
