using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// One token's budget in this process: who waits, and whose turn it is. Asks <see cref="BudgetRule"/> how many calls may go.
/// Budgets shared between processes replace the calls to the rule by a turn on a shared row; the queues stay.
/// </summary>
internal sealed class SharedBudget : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _origin;
    private readonly BudgetState _state;
    private readonly int _maxConcurrency;
    private readonly LinkedList<BudgetShare> _shares = [];
    private readonly ITimer _wake;
    private long _lastUsed;
    private bool _closed;

    public SharedBudget(TimeProvider clock, RateLimit declared)
    {
        _clock = clock;
        _origin = clock.GetTimestamp();
        _state = new BudgetState(Math.Max(1, declared.Permits), declared.Window);
        _maxConcurrency = Math.Max(1, declared.MaxConcurrency);
        _wake = clock.CreateTimer(_ => Serve(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Joins, or says false where the budget was just let go.</summary>
    public bool TryJoin(BudgetShare share)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _shares.AddLast(share);
            _lastUsed = Now();
            return true;
        }
    }

    public void Leave(BudgetShare share, int outstanding)
    {
        lock (_gate)
        {
            _shares.Remove(share);
            _lastUsed = Now();
            for (; outstanding > 0; outstanding--)
                BudgetRule.Settle(_state, new BudgetAnswer { Sent = _lastUsed, Answered = _lastUsed });
        }

        Serve();
    }

    /// <summary>Lets go of a budget that nobody has used for so long that nothing known of it matters.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            if (_shares.Count > 0 || Now() - Math.Max(_lastUsed, _state.BlockedUntil) < 2 * _state.Window)
                return false;
            return _closed = true;
        }
    }

    /// <summary>Serves who waits: persons first, each kind in turn.</summary>
    public void Serve()
    {
        lock (_gate)
        {
            var now = Now();
            while (NextInTurn() is { } share)
            {
                if (_state.Out >= _maxConcurrency)
                    return;
                if (BudgetRule.Room(_state, now) <= 0)
                {
                    WakeLater(now);
                    return;
                }

                if (!share.Value.TryGrantFirst())
                    continue;
                BudgetRule.Grant(_state, now);
                _shares.Remove(share);
                _shares.AddLast(share);
            }
        }
    }

    public void Settle(CallAnswer answer)
    {
        lock (_gate)
        {
            BudgetRule.Settle(_state, new BudgetAnswer
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
            BudgetRule.Return(_state);
        Serve();
    }

    /// <param name="used">Own calls of whoever asks that are younger than a window; null for all of this process.</param>
    /// <param name="waiting">Whether whoever asks has a call that waits.</param>
    public BudgetSnapshot Snapshot(CallLedger? used, bool waiting)
    {
        lock (_gate)
        {
            var now = Now();
            var left = BudgetRule.Left(_state, now);
            used?.Expire(now);
            var wait = waiting && _state.Out < _maxConcurrency && BudgetRule.Room(_state, now) == 0
                ? BudgetRule.WakeAt(_state, now) - now
                : 0;
            return new BudgetSnapshot
            {
                Limit = _state.Limit,
                Left = left,
                Used = Math.Min(used?.Count ?? _state.Ledger.Count, _state.Limit - left),
                ResetsIn = TimeSpan.FromTicks(BudgetRule.ResetBy(_state, now) - now),
                Wait = TimeSpan.FromTicks(wait ?? 0),
            };
        }
    }

    public long At(long timestamp) => _clock.GetElapsedTime(_origin, timestamp).Ticks;

    public long WindowLength => _state.Window;

    public void Dispose() => _wake.Dispose();

    private LinkedListNode<BudgetShare>? NextInTurn()
    {
        LinkedListNode<BudgetShare>? first = null;
        for (var node = _shares.First; node is not null; node = node.Next)
        {
            if (!node.Value.Waits)
                continue;
            if (node.Value.Person)
                return node;
            first ??= node;
        }

        return first;
    }

    private void WakeLater(long now)
    {
        if (BudgetRule.WakeAt(_state, now) is not { } at)
            return;

        // Timers count in milliseconds: one that is early would only ask again.
        var wait = TimeSpan.FromTicks(Math.Max(at - now, 0)) + TimeSpan.FromMilliseconds(1);
        _wake.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private long Now() => At(_clock.GetTimestamp());
}
