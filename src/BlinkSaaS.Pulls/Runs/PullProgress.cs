using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources.Hosting.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls;

/// <summary>
/// Writes calls, waits and budget of a running pull once a second where they changed, as differences: what an earlier worker of
/// the same pull counted stays.
/// </summary>
internal sealed partial class PullProgress : IAsyncDisposable
{
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(3);

    private readonly NpgsqlDataSource _engine;
    private readonly ClaimedPull _pull;
    private readonly BudgetShare _budget;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly List<Change> _turned = [];
    private Metered? _meter;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _ticks;
    private long _backOffUntil;
    private (long WaitsUntil, int Limit, int Left) _written;

    public PullProgress(NpgsqlDataSource engine, ClaimedPull pull, BudgetShare budget, TimeSpan every, TimeProvider clock, ILogger log)
    {
        (_engine, _pull, _budget, _clock, _log) = (engine, pull, budget, clock, log);
        _ticks = TickAsync(every);
    }

    /// <summary>Counts the session's calls from here on.</summary>
    public void Watch(CallMeter meter)
    {
        lock (_gate)
            _meter = new Metered(meter);
    }

    /// <summary>What was called so far belongs to the stream before, what comes now to this one. Streams are read one after another.</summary>
    public void Turn(string stream)
    {
        lock (_gate)
        {
            Collect();
            _meter?.Stream = stream;
        }
    }

    private void Collect()
    {
        if (_meter?.Change() is { Any: true } change)
            _turned.Add(change);
    }

    /// <summary>The API is unavailable: shown as waiting until then.</summary>
    public void BackOff(TimeSpan time) =>
        Interlocked.Exchange(ref _backOffUntil, _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency));

    /// <summary>Writes what changed since the last time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        List<Change> changes;
        lock (_gate)
        {
            Collect();
            changes = [.. _turned];
            _turned.Clear();
        }

        var wait = Wait();
        var budget = _budget.Snapshot();
        var stand = (wait > TimeSpan.Zero ? (long)(_clock.GetElapsedTime(0) + wait).TotalSeconds : 0, budget.Limit, budget.Left);
        if (changes.Count == 0 && IsWritten(stand))
            return;
        try
        {
            await using var work = await FencedWork.BeginAsync(_engine, _pull, cancellationToken);
            await using var batch = work.Batch();
            foreach (var stream in changes.Where(change => change.Stream is not null))
            {
                batch.Add(
                    """
                    UPDATE pulls.pull_streams SET calls = calls + $5, waited_ms = waited_ms + $6
                    WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND name = $4
                    """).With(_pull.Key).With(_pull.Number).With(stream.Stream!).With(stream.Calls).With(stream.WaitedMs);
            }

            AddPull(batch, changes, wait, budget);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await work.CommitAsync(cancellationToken);
            _written = stand;
        }
        catch
        {
            lock (_gate)
                _turned.InsertRange(0, changes);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _ticks;
        _over.Dispose();
    }

    /// <summary>A countdown is written once, not every second.</summary>
    private bool IsWritten((long WaitsUntil, int Limit, int Left) stand) =>
        (stand.Limit, stand.Left) == (_written.Limit, _written.Left)
        && (stand.WaitsUntil > 0) == (_written.WaitsUntil > 0) && Math.Abs(stand.WaitsUntil - _written.WaitsUntil) <= 2;

    private TimeSpan Wait()
    {
        var backOff = _clock.GetElapsedTime(_clock.GetTimestamp(), Interlocked.Read(ref _backOffUntil));
        var budget = _budget.Snapshot().Wait;
        var wait = backOff > budget ? backOff : budget;
        return wait >= ShortWait ? wait : TimeSpan.Zero;
    }

    private void AddPull(NpgsqlBatch batch, List<Change> changes, TimeSpan wait, BudgetSnapshot budget) =>
        batch.Add(
            """
            UPDATE pulls.pulls SET calls = calls + $4, refused = refused + $5, bytes = bytes + $6, waited_ms = waited_ms + $7,
              state = CASE WHEN $8::interval IS NULL THEN 'running' ELSE 'waiting' END, waiting_until = clock_timestamp() + $8::interval,
              budget_limit = $9, budget_left = $10, budget_used = $11, budget_resets_at = clock_timestamp() + $12
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND state IN ('queued', 'running', 'waiting')
            """).With(_pull.Key).With(_pull.Number)
            .With(changes.Sum(change => change.Calls)).With(changes.Sum(change => change.Refused))
            .With(changes.Sum(change => change.Bytes)).With(changes.Sum(change => change.WaitedMs))
            .With(wait > TimeSpan.Zero ? wait : null, NpgsqlDbType.Interval)
            .With(budget.Limit).With(budget.Left).With(budget.Used).With(budget.ResetsIn);

    private async Task TickAsync(TimeSpan every)
    {
        using var timer = new PeriodicTimer(every, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
                await TryWriteAsync();
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The pull is over; its end writes the rest.
        }
    }

    /// <summary>Writes what changed; a failure is only logged, since these are only figures.</summary>
    public async Task TryWriteAsync()
    {
        try
        {
            // Not cancelled half-way: a commit whose answer is not awaited would be counted twice.
            await WriteAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or LeaseLostException)
        {
            // Only figures: the pull itself meets the same and decides.
            LogNotWritten(_log, _pull.Number, _pull.Key, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Could not write the progress of pull {Number} of connection {Connection}.")]
    private static partial void LogNotWritten(ILogger log, int number, ConnectionKey connection, Exception exception);

    /// <summary>One session's meter and what of it was written.</summary>
    private sealed class Metered(CallMeter meter)
    {
        private long _calls, _refused, _bytes, _waitedMs;

        public string? Stream { get; set; }

        public Change Change()
        {
            var change = new Change(Stream, meter.Calls - _calls, meter.Refused - _refused, meter.Bytes - _bytes,
                (long)meter.Waited.TotalMilliseconds - _waitedMs);
            _calls += change.Calls;
            _refused += change.Refused;
            _bytes += change.Bytes;
            _waitedMs += change.WaitedMs;
            return change;
        }
    }

    private readonly record struct Change(string? Stream, long Calls, long Refused, long Bytes, long WaitedMs)
    {
        public bool Any => Calls != 0 || Refused != 0 || Bytes != 0 || WaitedMs != 0;
    }
}
