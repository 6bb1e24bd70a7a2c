using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Pulls;

/// <summary>
/// The pulls that this process runs. Those that wait for their budget hold no thread and no job, and go on where they are when
/// the budget lets them. Where too many wait, or one for too long, pulls are parked in the
/// table until their turn comes, each at a time of its own: they never wake all at once.
/// </summary>
public sealed partial class PullPool : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly PullRunner _runner;
    private readonly PullOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<PullSeat, Task> _seats = new();
    private readonly Task _looks;
    private readonly Meter _meter = new("BlinkSaaS.Pulls.Pool");
    private int _waiting;

    /// <summary>One for the process.</summary>
    public PullPool(PullRunner runner, IOptions<PullOptions> options, TimeProvider clock, ILogger<PullPool> log)
    {
        (_runner, _options, _clock, _log) = (runner, options.Value, clock, log);
        _meter.CreateObservableGauge("blinksaas.pulls.parked", () => Parked, "{pull}", "Pulls of this process that wait for their budget.");
        _meter.CreateObservableGauge("blinksaas.pulls.running", () => Running, "{pull}", "Pulls of this process that do not wait.");
        _looks = LookAsync();
    }

    /// <summary>Pulls that wait for their budget.</summary>
    public int Parked => Volatile.Read(ref _waiting);

    /// <summary>Pulls that do not wait.</summary>
    public int Running => Math.Max(0, _seats.Count - Parked);

    /// <summary>
    /// Runs a claimed pull. Completes when it needs whoever started it no longer: it ended here, or it waits for its budget and
    /// goes on by itself.
    /// </summary>
    public Task RunAsync(ClaimedPull pull)
    {
        var seat = new PullSeat(pull, _clock.GetTimestamp(), _stop.Token);
        var run = RunAsync(seat);
        _seats[seat] = run;
        if (run.IsCompleted)
            _seats.TryRemove(seat, out _);
        return Task.WhenAny(run, seat.Freed);
    }

    /// <summary>Brings all pulls to their checkpoints and gives their leases back.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_seats.Values);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _looks;
        _stop.Dispose();
        _meter.Dispose();
    }

    private async Task RunAsync(PullSeat seat)
    {
        await Task.Yield();
        try
        {
            await _runner.RunAsync(seat);
        }
#pragma warning disable CA1031 // One pull must not end the others; its lease runs out and it is taken up again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBroke(_log, e, seat.Pull.Key, seat.Pull.Number);
        }
        finally
        {
            _seats.TryRemove(seat, out _);
            seat.Dispose();
        }
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                Look();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private void Look()
    {
        var waiting = _seats.Keys.Where(seat => seat.Waits).ToList();
        Volatile.Write(ref _waiting, waiting.Count);
        foreach (var seat in waiting)
            seat.Free();
        foreach (var seat in waiting.Where(seat => seat.Ahead > _options.LongestWaitInMemory))
            seat.Leave();

        // Whoever a person waits for stays; of the others those that came last leave.
        var tooMany = waiting.Count - _options.ParkedInMemory;
        if (tooMany <= 0)
            return;
        foreach (var seat in waiting.Where(seat => seat.Pull.Trigger != PullTrigger.Person).OrderByDescending(seat => seat.Since).Take(tooMany))
            seat.Leave();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Pull {Number} of connection {Connection} broke off. Another worker takes it up.")]
    private static partial void LogBroke(ILogger log, Exception exception, ConnectionKey connection, int number);
}
