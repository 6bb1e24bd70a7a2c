namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// What a process has to report at its next turn. A turn whose outcome is not known is reported again as it was: what came since
/// then is kept for the one after it.
/// </summary>
internal sealed class TurnReport(string worker, int declaredLimit, TimeSpan window)
{
    /// <summary>Longer than any call takes: its time limit, the retry of a turn, and some more.</summary>
    private static readonly long Lease = TimeSpan.FromSeconds(110).Ticks;

    private readonly List<BudgetAnswer> _answers = [];
    private long _fence, _lastTurn, _since;
    private int _unused, _sentAnswers, _sentUnused;
    private bool _sent;

    public long Window { get; } = window.Ticks;

    /// <summary>Answers that no turn has counted yet.</summary>
    public int Count => _answers.Count;

    /// <summary>Whether there is something to report.</summary>
    public bool Pending => _answers.Count + _unused > 0;

    public void Add(BudgetAnswer answer)
    {
        _answers.Add(answer);
        if (_answers.Count == 1)
            _since = answer.Answered;
    }

    public void Return(int permits) => _unused += permits;

    /// <summary>When a turn is due, where calls that wait call for one at <paramref name="wanted"/>.</summary>
    public long Due(long wanted, int holding)
    {
        if (Pending)
            wanted = Math.Min(wanted, _since);
        return holding > 0 ? Math.Min(wanted, _lastTurn + Lease / 4) : wanted;
    }

    public TurnRequest Compose(long now, int persons, int others, int ahead, IEnumerable<string> workspaces, int holding)
    {
        if (!_sent)
            (_sentAnswers, _sentUnused, _sent) = (_answers.Count, _unused, true);
        return new TurnRequest
        {
            Worker = worker,
            Fence = _fence,
            DeclaredLimit = declaredLimit,
            Window = Window,
            Lease = Lease,
            Answers = [.. _answers.Take(_sentAnswers).Select(answer => answer with { Sent = now - answer.Sent, Answered = now - answer.Answered })],
            Unused = _sentUnused,
            Holding = holding + _answers.Count - _sentAnswers + _unused - _sentUnused,
            WantForPersons = persons,
            Want = others,
            Ahead = ahead,
            Pulls = workspaces.GroupBy(workspace => workspace).ToDictionary(group => group.Key, group => group.Count()),
        };
    }

    /// <summary>The turn is committed.</summary>
    public void Settled(long fence, long now)
    {
        _answers.RemoveRange(0, _sentAnswers);
        _unused -= _sentUnused;
        _sent = false;
        (_fence, _lastTurn) = (fence, now);
        _since = _answers.Count > 0 ? _answers[0].Answered : 0;
    }
}
