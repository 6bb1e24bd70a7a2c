using BlinkSaaS.Pulls.Budgets;

namespace BlinkSaaS.Pulls.Tests.Budgets;

/// <summary>A worker process in virtual time: reports and leases through the shipped report, as <see cref="SharedBudget"/> does.</summary>
internal sealed class SimulatedWorker(string name, int atOnce, int declared, long window)
{
    private readonly TurnReport _report = new(name, declared, TimeSpan.FromTicks(window));
    private long _earliest, _wakeAt, _sendBy;
    private int _leased, _inFlight, _sent;

    /// <summary>When its next turn is due; null where nothing calls for one.</summary>
    public long? DueAt(bool idle)
    {
        var due = _report.Due(!idle && atOnce > _inFlight + _leased ? _wakeAt : long.MaxValue, _inFlight + _leased);
        return due == long.MaxValue ? null : Math.Max(_earliest, due);
    }

    public bool TakePermit(long now)
    {
        if (_leased > 0 && now > _sendBy)
        {
            _report.Return(_leased);
            _leased = 0;
        }

        if (_leased == 0 || _inFlight >= atOnce)
            return false;
        (_leased, _inFlight, _sent) = (_leased - 1, _inFlight + 1, _sent + 1);
        return true;
    }

    public TurnRequest Compose(long now, bool idle)
    {
        var want = idle ? 0 : Math.Max(0, atOnce - _inFlight - _leased);
        return _report.Compose(now, 0, want, 2 * _sent - _leased, want > 0 ? ["w"] : [], _inFlight + _leased);
    }

    public void Take(TurnGrant grant, long now)
    {
        _report.Settled(grant.Fence, now);
        _leased += grant.ForPersons + grant.Bulk + grant.Ahead;
        _sent = 0;
        _sendBy = now + 2 * TimeSpan.TicksPerSecond;
        _earliest = now + grant.Pause;
        _wakeAt = grant.Wait is { } wait ? now + wait : 0;
    }

    /// <summary>The turn counted, but nobody told the worker.</summary>
    public void Miss(long now) => _earliest = _wakeAt = now + TimeSpan.TicksPerSecond / 5;

    public void Answer(long sent, long now, Decision decision, bool lost)
    {
        _inFlight--;
        _report.Add(lost
            ? new BudgetAnswer { Sent = sent, Answered = now }
            : new BudgetAnswer
            {
                Sent = sent,
                Answered = now,
                Status = decision.Accepted ? 200 : 429,
                Limit = decision.Limit,
                Remaining = decision.Remaining,
                Reset = decision.Reset,
                Date = decision.Date,
            });
    }
}
