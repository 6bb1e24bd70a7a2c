using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>The contexts that a sandbox knows, by number: its settings and address, and where its lines go. Never a secret.</summary>
internal sealed class SandboxContexts(SandboxPipe pipe)
{
    private const int LongestLine = 2000;

    private readonly Lock _gate = new();
    private readonly List<ISourceContext> _known = [];
    private readonly Dictionary<ISourceContext, Task> _introduced = new(ReferenceEqualityComparer.Instance);

    /// <summary>The number of a context, which the plugin is told of first.</summary>
    public async Task<int> IntroduceAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        Task told;
        int number;
        lock (_gate)
        {
            number = _known.FindIndex(known => ReferenceEquals(known, context)) + 1;
            if (number == 0)
            {
                _known.Add(context);
                number = _known.Count;
                _introduced[context] = TellAsync(number, context);
            }

            told = _introduced[context];
        }

        await told.WaitAsync(cancellationToken);
        return number;
    }

    /// <exception cref="WireException">There is no such context.</exception>
    public ISourceContext Find(int number)
    {
        lock (_gate)
            return number >= 1 && number <= _known.Count ? _known[number - 1] : throw new WireException("It named a context that it was not given.");
    }

    /// <summary>A line of the plugin's log.</summary>
    public void Log(Frame frame)
    {
        var context = Find(frame.Id);
        var from = new PayloadReader(frame.Body);
        var level = (SourceLogLevel)from.Byte();
        var line = from.Text();
        context.Log(level, line.Length <= LongestLine ? line : line[..LongestLine]);
    }

    private Task TellAsync(int number, ISourceContext context) => pipe.SendAsync(
        FrameKind.Context, number,
        ContractJson.Write(new WireContext(context.Settings, context.Http.BaseAddress, context.Clock.GetUtcNow())), default, CancellationToken.None);
}
