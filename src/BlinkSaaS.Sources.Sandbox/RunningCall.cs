using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>Where the messages of a call go.</summary>
internal interface ICallOutput
{
    CancellationToken Cancelled { get; }

    /// <summary>Sends one value.</summary>
    Task OneAsync(byte[] json);

    /// <summary>Sends what a sequence brings, as it comes: together what comes together, and no faster than the host takes it.</summary>
    Task EachAsync<T>(IAsyncEnumerable<T> items, Action<PayloadWriter, T> write);
}

/// <summary>One thing that the host asked for, until its end is told.</summary>
internal sealed class RunningCall(int id, HostPipe pipe) : ICallOutput, IDisposable
{
    private static readonly AsyncLocal<int> s_current = new();

    private readonly CancellationTokenSource _cancelled = new();
    private readonly Lock _gate = new();
    private int _untaken;
    private TaskCompletionSource? _mayGoOn;

    /// <summary>The call whose flow of control this is: the host counts requests for whoever asked.</summary>
    public static int Current => s_current.Value;

    public CancellationToken Cancelled => _cancelled.Token;

    public void Cancel()
    {
        try
        {
            _ = _cancelled.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended just now.
        }
    }

    public void Dispose() => _cancelled.Dispose();

#pragma warning disable CA1031 // Whatever the plugin throws is told to the host.
    public async Task RunAsync(Func<ICallOutput, Task> work)
    {
        s_current.Value = id;
        try
        {
            await work(this);
            pipe.Send(FrameKind.End, id, default);
        }
        catch (Exception e)
        {
            pipe.Send(FrameKind.Failure, id, FailureWire.Write(e));
        }
    }
#pragma warning restore CA1031

    public void Grant(int bytes)
    {
        TaskCompletionSource? mayGoOn = null;
        lock (_gate)
        {
            _untaken -= bytes;
            if (_untaken < WireLimits.Window)
                (mayGoOn, _mayGoOn) = (_mayGoOn, null);
        }

        mayGoOn?.TrySetResult();
    }

    public Task OneAsync(byte[] json) => SendAsync(new PayloadWriter().Bytes(json));

    public async Task EachAsync<T>(IAsyncEnumerable<T> items, Action<PayloadWriter, T> write)
    {
        var batch = new PayloadWriter();
        await using var item = items.GetAsyncEnumerator(_cancelled.Token);
        try
        {
            while (true)
            {
                var next = item.MoveNextAsync();
                if (!next.IsCompleted && batch.Length > 0)
                    await SendAsync(batch);
                if (!await next)
                    break;
                Add(batch, item.Current, write);
                if (batch.Length >= WireLimits.Batch)
                    await SendAsync(batch);
            }
        }
        finally
        {
            // What came before a failure counts.
            if (batch.Length > 0)
                await SendAsync(batch);
        }
    }

    private static void Add<T>(PayloadWriter batch, T item, Action<PayloadWriter, T> write)
    {
        var before = batch.Length;
        var isWhole = false;
        try
        {
            write(batch, item);
            isWhole = batch.Length - before <= WireLimits.LargestFrame - WireLimits.Batch;
        }
        finally
        {
            if (!isWhole)
                batch.Truncate(before);
        }

        if (!isWhole)
            throw new InvalidOperationException($"The source sent something larger than {(WireLimits.LargestFrame - WireLimits.Batch) >> 20} MB.");
    }

    private async Task SendAsync(PayloadWriter batch)
    {
        await MayGoOn().WaitAsync(_cancelled.Token);
        lock (_gate)
            _untaken += batch.Length;
        pipe.Send(FrameKind.Items, id, batch.Written);
        batch.Truncate(0);
    }

    private Task MayGoOn()
    {
        lock (_gate)
        {
            if (_untaken < WireLimits.Window)
                return Task.CompletedTask;
            _mayGoOn ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _mayGoOn.Task;
        }
    }
}
