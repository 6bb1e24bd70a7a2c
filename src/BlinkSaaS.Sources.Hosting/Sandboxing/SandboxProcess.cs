using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>
/// One process with one plugin in it, as the host sees it: asks, serves the plugin's requests, and ends it when it does what a
/// plugin may not do. It starts when it is first asked something, and what has ended stays ended, for one reason.
/// </summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly SandboxLauncher _launcher;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Lazy<Task<LoadedPlugin>> _loaded;
    private readonly TaskCompletionSource<LoadedPlugin> _isLoaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<int, SandboxCall> _calls = new();
    private readonly SandboxContexts _contexts;
    private readonly SandboxPipe _pipe = new();
    private readonly SandboxRequests _requests;
    private readonly SandboxErrors _errors = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Process? _process;
    private int _lastCall;

    public SandboxProcess(SandboxLauncher launcher, string folder, TimeProvider clock)
    {
        (_launcher, _folder, _clock) = (launcher, folder, clock);
        _contexts = new SandboxContexts(_pipe);
        _requests = new SandboxRequests(_pipe, _contexts, _calls, End);
        _loaded = new Lazy<Task<LoadedPlugin>>(StartAsync);
    }

    /// <summary>Where its plugin lies.</summary>
    public string Folder => _folder;

    /// <summary>Why it can be asked nothing any more; null while it can.</summary>
    public string? Ended => _ended.Task.IsCompleted ? _ended.Task.Result : null;

    /// <summary>When the plugin last gave a sign of life or was given something to do, by the host's clock.</summary>
    public long LastSign { get; private set; }

    /// <summary>Whether the plugin has something to do that only it can go on with.</summary>
    public bool IsBusy => !_isLoaded.Task.IsCompleted || (_requests.Count == 0 && _calls.Values.Any(call => !call.IsOver && !call.HasUnread));

    /// <summary>Starts it where it has not been started.</summary>
    /// <exception cref="PluginFailedException">It cannot be started, or ended before it had loaded the plugin.</exception>
    public Task<LoadedPlugin> LoadAsync() => _loaded.Value;

    /// <summary>What the plugin sends, part by part; a part is given back when the next is asked for.</summary>
    /// <exception cref="PluginFailedException">The plugin threw, or its process ended.</exception>
    /// <exception cref="SourceException">As the plugin threw it.</exception>
    public async IAsyncEnumerable<PayloadReader> AskAsync(
        Verb verb, ISourceContext? context, WireArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new SandboxCall(Interlocked.Increment(ref _lastCall), context);
        await LoadAsync().WaitAsync(cancellationToken);
        _calls[call.Id] = call;
        try
        {
            await SendAsync(call, verb, arguments, cancellationToken);
            await foreach (var part in call.Items.ReadAllAsync(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new PayloadReader(part);
                call.Taken(part.Length);
                Sign();
                _pipe.Post(FrameKind.Credit, call.Id, new PayloadWriter().Number(part.Length).Written);
            }
        }
        finally
        {
            Forget(call);
        }
    }

    /// <summary>Ends it for a reason; the first one counts.</summary>
    public void End(string reason)
    {
        Process? process;
        lock (_gate)
        {
            if (!_ended.TrySetResult(reason))
                return;
            process = _process;
        }

        if (process is not null)
            Kill(process);
        _requests.Stop();
        _isLoaded.TrySetException(Failure(reason));
        _ = _isLoaded.Task.Exception; // whoever asks later is told; nobody need ask
        foreach (var call in _calls.Values)
            call.End(Failure(reason));
    }

    public void Dispose()
    {
        End("The plugin was stopped.");
        _requests.Dispose();
        _pipe.Dispose();
    }

    private PluginFailedException Failure(string reason) => new(reason) { Places = _errors.Text };

    private async Task SendAsync(SandboxCall call, Verb verb, WireArguments arguments, CancellationToken cancellationToken)
    {
        var context = call.Context is null ? 0 : await _contexts.IntroduceAsync(call.Context, cancellationToken);
        Sign();
        await _pipe.SendAsync(FrameKind.Call, call.Id, new PayloadWriter().Byte((byte)verb).Number(context).Bytes(ContractJson.Write(arguments)).Written, default, cancellationToken);
        if (Ended is { } reason)
            throw Failure(reason);
    }

    /// <summary>Whoever asked is gone. The plugin is told, and where it does not listen, ended.</summary>
    private void Forget(SandboxCall call)
    {
        if (call.IsOver || Ended is not null)
        {
            _calls.TryRemove(call.Id, out _);
            return;
        }

        _pipe.Post(FrameKind.Cancel, call.Id, default);
        _ = EndUnlessOverAsync(call);
    }

    private async Task EndUnlessOverAsync(SandboxCall call)
    {
        // What it sent before it listened is dropped.
        var drained = Task.Run(async () =>
        {
            try
            {
                await foreach (var part in call.Items.ReadAllAsync())
                    call.Taken(part.Length);
            }
#pragma warning disable CA1031 // However the call ended, nobody asks any more.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Over.
            }
        });
        if (await Task.WhenAny(drained, Task.Delay(_launcher.Options.CancelPatience, TimeProvider.System)) != drained)
            End("It went on after it was asked to stop.");
        _calls.TryRemove(call.Id, out _);
    }

    private async Task<LoadedPlugin> StartAsync()
    {
        Sign();
        var process = await Task.Run(() => _launcher.Start("run", "--plugin", _folder));
        lock (_gate)
            _process = process;
        if (Ended is { } reason)
        {
            Kill(process);
            throw Failure(reason);
        }

        // None of what the process does belongs to whoever happened to start it.
        using (ExecutionContext.SuppressFlow())
        {
            _pipe.Open(process.StandardInput.BaseStream);
            _errors.Drain(process.StandardError);
            _ = Task.Run(() => ReadAsync(process));
            _ = Task.Run(() => SandboxWatch.RunAsync(this, process, _launcher.Options, _clock, _ended.Task));
        }

        return await _isLoaded.Task;
    }

    private async Task ReadAsync(Process process)
    {
        string reason;
        try
        {
            while (await FrameStream.ReadAsync(process.StandardOutput.BaseStream, WireLimits.LargestFrame, CancellationToken.None) is { } frame)
                Take(frame);
            reason = await ExitReasonAsync(process);
        }
        catch (WireException e)
        {
            reason = $"It broke the rules of its pipe. {e.Message}";
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            reason = await ExitReasonAsync(process);
        }

        End(reason);
        process.Dispose();
    }

    private void Take(Frame frame)
    {
        Sign();
        switch (frame.Kind)
        {
            case FrameKind.Loaded:
                _isLoaded.TrySetResult(ContractJson.Read<LoadedPlugin>(frame.Body));
                break;
            case FrameKind.Items when _calls.TryGetValue(frame.Id, out var call):
                call.Take(frame.Body);
                break;
            case FrameKind.End when _calls.TryGetValue(frame.Id, out var call):
                call.End();
                break;
            case FrameKind.Failure when _calls.TryGetValue(frame.Id, out var call):
                call.End(FailureWire.Read(frame.Body));
                break;
            case FrameKind.HttpRequest:
                _requests.Begin(frame);
                break;
            case FrameKind.HttpCancel:
                _requests.Cancel(frame.Id);
                break;
            case FrameKind.Log:
                _contexts.Log(frame);
                break;
            case FrameKind.Items or FrameKind.End or FrameKind.Failure:
                break; // of a call that is forgotten
            default:
                throw new WireException("It sent a message that only the host sends.");
        }
    }

    private static async Task<string> ExitReasonAsync(Process process)
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
            await process.WaitForExitAsync(soon.Token);
            return $"Its process ended by itself (exit code {process.ExitCode}).";
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            return "It closed its pipe.";
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // Gone already.
        }
    }

    private void Sign() => LastSign = _clock.GetTimestamp();
}
