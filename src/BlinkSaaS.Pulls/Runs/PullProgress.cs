using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources.Hosting.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// Writes calls, waits, budget and timeline of a running pull once a second where they changed, as differences: what an earlier
/// worker of the same pull counted stays. Each write has a number, and one whose answer was lost is looked up before it is
/// done again: nothing is counted twice, and a crash loses what was not written, a second's worth.
/// </summary>
internal sealed partial class PullProgress : IAsyncDisposable
{
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(3);

    private readonly ClaimedPull _pull;
    private readonly BudgetShare _budget;
    private readonly TimeSpan _every;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly PullProgressRows _rows;
    private readonly PullProgressMeters _meters = new();
    private readonly PullProgressEvents _events;
    private readonly NpgsqlDataSource _engine;
    private readonly Task _ticks;
    private readonly PeriodicTimer _timer;
    private long _backOffUntil;
    private (TimeSpan Elapsed, long At)? _began;
    private ProgressWrite? _pending;
    private bool _inDoubt;
    private int _writes;
    private (long WaitsUntil, int Limit, int Left, long? Expected) _written;

    public PullProgress(NpgsqlDataSource engine, ClaimedPull pull, BudgetShare budget, TimeSpan every, TimeProvider clock, ILogger log)
    {
        (_engine, _pull, _budget, _every, _clock, _log) = (engine, pull, budget, every, clock, log);
        _rows = new PullProgressRows(engine, pull, clock);
        _events = new PullProgressEvents(clock);
        _timer = new PeriodicTimer(every, clock);
        _ticks = TickAsync();
    }

    /// <summary>What the streams say, which is written with the figures; null where nobody notes anything.</summary>
    public PullNotes? Notes { get; init; }

    /// <summary>About how many calls the pull takes in all.</summary>
    public PullProgressEstimate Estimate { get; } = new();

    /// <summary>Counts the session's calls from here on.</summary>
    public void Watch(CallMeter session) => _meters.Watch(session);

    /// <summary>
    /// Calls of this flow of control belong to the stream from here on, until the asynchronous method that called this returns.
    /// Streams that are read at the same time each have their own flow.
    /// </summary>
    public void Enter(string stream) => CallScope.Enter(_meters.Of(stream));

    /// <summary>The API is unavailable: shown as waiting until then, and as a retry of the stream whose flow this is.</summary>
    public void BackOff(TimeSpan time, string why)
    {
        Interlocked.Exchange(ref _backOffUntil, _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency));
        _events.BackOff(CallScope.Meter?.Name, time, why);
    }

    /// <summary>Writes what changed since the last time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_meters.Session is not { } session || (_began is null && IsNothing(session)))
            return;
        if (_began is null)
            await BeginAsync(cancellationToken);
        if (_inDoubt && _pending is { } doubtful && (await _rows.HeadAsync(cancellationToken)).Write >= doubtful.Number)
            _pending = null;
        _inDoubt = false;
        var write = _pending ??= Collect(session);
        var stand = Stand(write.Change.All.Calls > 0);
        var standing = (stand.Wait > TimeSpan.Zero ? (long)(_clock.GetElapsedTime(0) + stand.Wait).TotalSeconds : 0, stand.Budget.Limit, stand.Budget.Left, stand.ExpectedCalls);
        if (!write.Any && IsWritten(standing))
        {
            _pending = null;
            return;
        }

        _inDoubt = true;
        if (Notes is null)
            await _rows.WriteAsync(write, stand, cancellationToken);
        else
            await Notes.AfterAsync(() => _rows.WriteAsync(write, stand, cancellationToken), cancellationToken);
        (_pending, _inDoubt, _written) = (null, false, standing);
    }

    /// <summary>Writes what changed; a failure is only logged, since these are only figures.</summary>
    public async Task TryWriteAsync()
    {
        try
        {
            // Not cancelled half-way: the last write of a worker is worth its time.
            await WriteAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or LeaseLostException)
        {
            // Only figures: the pull itself meets the same and decides.
            LogNotWritten(_log, _pull.Number, _pull.Key, e);
        }
    }

    /// <summary>Writes what the streams say, as far as that can be.</summary>
    public async Task TryFlushAsync()
    {
        try
        {
            if (Notes is not null)
                await Notes.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or LeaseLostException)
        {
            LogNotWritten(_log, _pull.Number, _pull.Key, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _ticks;
    }

    /// <summary>No call, no wait, no earlier worker: a pull of which there is nothing to tell yet, or at all.</summary>
    private bool IsNothing(CallMeter session) =>
        !_pull.Resumed && session.Calls == 0 && Interlocked.Read(ref _backOffUntil) == 0 && _budget.Snapshot().Wait == TimeSpan.Zero;

    /// <summary>Learns where an earlier worker stopped.</summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        var head = await _rows.HeadAsync(cancellationToken);
        _events.GoOnAfter(head.LastEvent);
        if (_pull.Resumed && !await _rows.EndLeftWaitAsync(cancellationToken))
            _events.Resumed();
        Estimate.History = await CallHistory.ReadAsync(_engine, _pull, cancellationToken);
        _began = (head.Elapsed, began);
    }

    private ProgressWrite Collect(CallMeter session)
    {
        var change = _meters.Take();
        var (events, ended) = _events.Take(session, change.All.Refused, LongEnough(_budget.Snapshot().Wait));
        var (elapsed, at) = _began!.Value;

        // What is seen now happened half a period ago, in the middle.
        return new ProgressWrite(++_writes, TimelineSlots.At(elapsed + _clock.GetElapsedTime(at) - _every / 2), change, events, ended);
    }

    /// <summary>One stream that pauses while others call does not make the pull wait.</summary>
    private ProgressStand Stand(bool calls)
    {
        var budget = _budget.Snapshot();
        var backOff = calls ? TimeSpan.Zero : _clock.GetElapsedTime(_clock.GetTimestamp(), Interlocked.Read(ref _backOffUntil));
        var (wait, waitsFor) = backOff > budget.Wait ? (backOff, PullWait.Source) : (budget.Wait, PullWait.Budget);
        return new ProgressStand(LongEnough(wait), waitsFor, budget, Estimate.Now(_meters.Calls()));
    }

    private static TimeSpan LongEnough(TimeSpan wait) => wait >= ShortWait ? wait : TimeSpan.Zero;

    /// <summary>A countdown is written once, not every second.</summary>
    private bool IsWritten((long WaitsUntil, int Limit, int Left, long? Expected) stand) =>
        (stand.Limit, stand.Left, stand.Expected) == (_written.Limit, _written.Left, _written.Expected)
        && (stand.WaitsUntil > 0) == (_written.WaitsUntil > 0) && Math.Abs(stand.WaitsUntil - _written.WaitsUntil) <= 2;

    private async Task TickAsync()
    {
        // Until it is disposed of: the pull's end writes the rest.
        while (await _timer.WaitForNextTickAsync(CancellationToken.None))
        {
            await TryFlushAsync();
            await TryWriteAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Could not write the progress of pull {Number} of connection {Connection}.")]
    private static partial void LogNotWritten(ILogger log, int number, ConnectionKey connection, Exception exception);
}
