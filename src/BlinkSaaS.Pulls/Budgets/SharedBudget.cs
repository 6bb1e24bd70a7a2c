using System.Globalization;
using System.IO.Hashing;
using System.Text;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// One token's budget in this process: who waits and whose turn it is. Calls are leased from the state that all processes share,
/// as many as can be sent at once and, where calls abound, some more for those that follow, and what came of them is reported
/// there. Without the state no call is sent.
/// </summary>
internal sealed partial class SharedBudget : IDisposable
{
    /// <summary>No call is sent later than this after its turn: others would take it for lost.</summary>
    private static readonly long SendWithin = TimeSpan.FromSeconds(2).Ticks;

    /// <summary>A read that was held up by turns asks for more at each: so it comes to its own pace within a few.</summary>
    private const int AheadOfUse = 2;

    private static readonly long LongestRetry = TimeSpan.FromSeconds(2).Ticks;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly IBudgetStates _states;
    private readonly ILogger _log;
    private readonly string _key;
    private readonly RateLimit _declared;
    private readonly long _origin;
    private readonly ShareQueue _queue = new();
    private readonly TurnReport _report;
    private readonly ITimer _wake;
    private TurnGrant _known;
    private long _knownAt, _earliest, _wakeAt, _sendBy, _lastUsed;
    private int _leased, _inFlight, _sent, _failures;
    private bool _turning, _closed;

    public SharedBudget(string key, RateLimit declared, string worker, IBudgetStates states, TimeProvider clock, ILogger log)
    {
        (_key, _declared, _states, _clock, _log) = (key, declared, states, clock, log);
        _origin = clock.GetTimestamp();
        _report = new TurnReport(worker, Math.Max(1, declared.Permits), declared.Window);
        _known = new TurnGrant { Limit = Math.Max(1, declared.Permits), Left = Math.Max(1, declared.Permits) };
        _wake = clock.CreateTimer(_ => Serve(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Joins, or says false where the budget was just let go.</summary>
    public bool TryJoin(BudgetShare share)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _queue.Join(share);
            _lastUsed = Now();
            return true;
        }
    }

    public void Leave(BudgetShare share, int outstanding)
    {
        lock (_gate)
        {
            _queue.Leave(share);
            _lastUsed = Now();
            _inFlight -= outstanding;
            for (; outstanding > 0; outstanding--)
                _report.Add(new BudgetAnswer { Sent = _lastUsed, Answered = _lastUsed });
            if (_queue.IsEmpty)
                GiveBack();
        }

        Serve();
    }

    /// <summary>Lets go of a budget that nobody has used for so long that nothing known of it matters.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            if (!_queue.IsEmpty || _turning || _report.Pending || _inFlight + _leased > 0 || Now() - _lastUsed < 2 * WindowLength)
                return false;
            return _closed = true;
        }
    }

    /// <summary>A call waits: somebody's first may change what is worth asking for.</summary>
    public void Enqueue(BudgetShare share, Action enqueue)
    {
        lock (_gate)
        {
            _queue.Wait(share, enqueue);
            if (share.Person)
                _wakeAt = 0;
        }

        Serve();
    }

    /// <summary>Hands out what is leased, and takes a turn where one is due. Never waits.</summary>
    public void Serve()
    {
        while (NextTurn() is { } request)
        {
            var turn = TakeTurnAsync(request);
            if (!turn.IsCompleted)
                return;
        }
    }

    public void Settle(CallAnswer answer)
    {
        if (answer.Status == 429)
            BudgetTelemetry.Refusals.Add(1);
        lock (_gate)
        {
            _inFlight--;
            _report.Add(new BudgetAnswer
            {
                Sent = At(answer.Sent),
                Answered = Math.Max(At(answer.Sent), Math.Min(At(answer.Answered), Now())),
                Status = answer.Status,
                Limit = answer.Limit,
                Remaining = answer.Remaining,
                Reset = answer.Reset,
                Date = answer.Date?.ToUnixTimeSeconds(),
                RetryAfter = answer.RetryAfter,
            });
        }

        Serve();
    }

    public void Return()
    {
        lock (_gate)
        {
            _inFlight--;
            if (Now() <= _sendBy)
                _leased++;
            else
                _report.Return(1);
        }

        Serve();
    }

    /// <param name="share">Who asks; null for all of this process.</param>
    /// <param name="used">Own calls of whoever asks that are younger than a window; null for all workers'.</param>
    public BudgetSnapshot Snapshot(BudgetShare? share, CallLedger? used)
    {
        lock (_gate)
        {
            var now = Now();
            used?.Expire(now);
            var pending = _report.Count + _inFlight;
            var left = Math.Max(0, _known.Left - pending);
            var ahead = share is null ? 0 : _queue.Before(share);
            return new BudgetSnapshot
            {
                Limit = _known.Limit,
                Left = left,
                Used = Math.Min(used?.Count ?? _known.Used + _report.Count, _known.Limit - left),
                ResetsIn = TimeSpan.FromTicks(Math.Max(0, _knownAt + _known.ResetsIn - now)),
                Wait = share is { Waits: false } || _inFlight >= Cap ? TimeSpan.Zero
                    : TimeSpan.FromTicks(Math.Max(0, _wakeAt - now) + (long)(ahead * (double)WindowLength / _known.Limit / _known.Part)),
            };
        }
    }

    /// <summary>How long the first call of all waits at least.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _wakeAt) - Now()));

    public long At(long timestamp) => _clock.GetElapsedTime(_origin, timestamp).Ticks;

    public long WindowLength => _report.Window;

    public void Dispose() => _wake.Dispose();

    /// <summary>Tells workspaces apart and nothing else.</summary>
    public static string Name(string key, long workspace) =>
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}/{workspace}"))).ToString("x16", CultureInfo.InvariantCulture)[..8];

    /// <summary>Calls that this process may have on their way: its part of what the source bears.</summary>
    private int Cap => (int)Math.Max(1, Math.Ceiling(_declared.MaxConcurrency * _known.Part));

    private TurnRequest? NextTurn()
    {
        lock (_gate)
        {
            var now = Now();
            HandOut(now);
            if (_turning || _closed)
                return null;
            var room = Math.Max(0, Cap - _inFlight - _leased);
            var persons = Math.Min(room, _queue.Waiting(persons: true));
            var others = Math.Min(room - persons, Math.Max(0, _queue.Waiting(persons: false) - _leased));
            var due = Math.Max(_earliest, _report.Due(persons + others > 0 ? _wakeAt : long.MaxValue, _inFlight + _leased));
            // What nobody wants any more goes back when it may not be sent any more.
            if (_leased > 0)
                due = Math.Min(due, _sendBy + 1);
            if (due == long.MaxValue)
                return null;
            if (due > now)
            {
                // Timers count in milliseconds: one that is early would only ask again.
                _wake.Change(TimeSpan.FromTicks(due - now) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return null;
            }

            _turning = true;
            return _report.Compose(now, persons, others, _states.Shared ? Math.Max(0, AheadOfUse * _sent - _leased) : 0, _queue.Pulls(), _inFlight + _leased);
        }
    }

    private void HandOut(long now)
    {
        if (now > _sendBy)
            GiveBack();
        while (_leased > 0 && _inFlight < Cap && _queue.TryGrantNext(_known.Weights))
            (_leased, _inFlight, _sent) = (_leased - 1, _inFlight + 1, _sent + 1);
    }

    /// <summary>Nobody sends what is leased and was not handed out.</summary>
    private void GiveBack()
    {
        _report.Return(_leased);
        (_leased, _sent) = (0, 0);
    }

    private async Task TakeTurnAsync(TurnRequest request)
    {
        var began = Now();
        try
        {
            var grant = await _states.TakeTurnAsync(_key, request, CancellationToken.None);
            lock (_gate)
                Take(grant, began);
        }
#pragma warning disable CA1031 // Whatever keeps the state away, the calls wait and the turn is tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            BudgetTelemetry.Unreachable.Add(1);
            LogUnreachable(_log, e);
            lock (_gate)
            {
                _turning = false;
                _earliest = _wakeAt = Now() + Math.Min(LongestRetry, TimeSpan.TicksPerSecond / 5 << Math.Min(_failures++, 6));
            }
        }

        if (_states.Shared)
            Serve();
    }

    private void Take(TurnGrant grant, long began)
    {
        var now = Now();
        _report.Settled(grant.Fence, now);
        if (_queue.Waiting(persons: true) + _queue.Waiting(persons: false) > 0)
            BudgetTelemetry.Used.Record((double)grant.Used / grant.Limit);
        (_known, _knownAt, _failures, _turning) = (grant, now, 0, false);
        _leased += grant.ForPersons + grant.Bulk + grant.Ahead;
        _sent = 0;
        _sendBy = began + SendWithin;
        _earliest = _states.Shared ? now + grant.Pause : now;
        _wakeAt = grant.Wait is { } wait ? now + Math.Max(wait, _states.Shared ? 0 : 1) : 0;
    }

    private long Now() => At(_clock.GetTimestamp());

    [LoggerMessage(Level = LogLevel.Warning, Message = "The budget of a token cannot be reached. Its calls wait.")]
    private static partial void LogUnreachable(ILogger log, Exception exception);
}
