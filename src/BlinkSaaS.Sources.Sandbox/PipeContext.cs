using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>What the plugin works with: a client whose requests the host makes, and nothing secret.</summary>
internal sealed class PipeContext : ISourceContext
{
    private const int LongestLine = 2000;

    private readonly HostPipe _pipe;
    private readonly int _id;

    public PipeContext(HostPipe pipe, int id, WireContext context)
    {
        (_pipe, _id, Settings, Clock) = (pipe, id, context.Settings, new HostClock(context.Now));
#pragma warning disable RS0030 // The only client of this process; there is no factory in it.
        Http = new HttpClient(new PipeHandler(pipe, id))
#pragma warning restore RS0030
        {
            BaseAddress = context.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan, // the host's limits hold
        };
    }

    public HttpClient Http { get; }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public TimeProvider Clock { get; }

    public void Log(SourceLogLevel level, string message)
    {
        message ??= "";
        var line = message.Length <= LongestLine ? message : message[..LongestLine];
        _pipe.Send(FrameKind.Log, _id, new PayloadWriter().Byte((byte)level).Text(line).Written);
    }

    /// <summary>The host's clock, as it stood when the context was made.</summary>
    private sealed class HostClock(DateTimeOffset now) : TimeProvider
    {
        private readonly TimeSpan _ahead = now - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
    }
}
