using System.Collections.Concurrent;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>
/// Loads one plugin and does what the host asks through the pipe, until the pipe ends. Nothing in this process is a secret, and
/// nothing that it says is believed.
/// </summary>
internal sealed class RunPlugin(ISource source, HostPipe pipe)
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, PipeContext> _contexts = [];
    private readonly ConcurrentDictionary<int, RunningCall> _calls = new();

    public static int Run(string folder)
    {
        var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
        // The pipe is the host's: what the plugin writes to or reads from the console must not get into it.
        Console.SetOut(Console.Error);
        Console.SetIn(TextReader.Null);
        using var pipe = new HostPipe(output);
        var plugin = SourcePlugin.Load(folder, s_timeLimit);
        pipe.Send(FrameKind.Loaded, 0, ContractJson.Write(LoadedPlugin.Of(plugin)));
        if (plugin.Source is { } source)
            new RunPlugin(source, pipe).Obey(input);
        // Whatever threads of the plugin still do ends here.
        Environment.Exit(0);
        return 0;
    }

    private void Obey(Stream input)
    {
        while (FrameStream.Read(input) is { } frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Context:
                    _contexts[frame.Id] = new PipeContext(pipe, frame.Id, ContractJson.Read<WireContext>(frame.Body));
                    break;
                case FrameKind.Call:
                    Begin(frame);
                    break;
                case FrameKind.Cancel when _calls.TryGetValue(frame.Id, out var call):
                    call.Cancel();
                    break;
                case FrameKind.Credit when _calls.TryGetValue(frame.Id, out var call):
                    call.Grant(new PayloadReader(frame.Body).Number());
                    break;
                case FrameKind.HttpAnswer or FrameKind.HttpFailure:
                    pipe.Answer(frame);
                    break;
            }
        }
    }

    private void Begin(Frame frame)
    {
        var from = new PayloadReader(frame.Body);
        var (verb, context) = ((Verb)from.Byte(), from.Number());
        var arguments = ContractJson.Read<WireArguments>(from.Bytes());
        var call = new RunningCall(frame.Id, pipe);
        _calls[frame.Id] = call;
        var given = context == 0 ? null : _contexts[context];
        _ = Task.Run(async () =>
        {
            await call.RunAsync(send => PluginVerbs.RunAsync(source, verb, given!, arguments, send));
            _calls.TryRemove(frame.Id, out _);
            call.Dispose();
        });
    }
}
