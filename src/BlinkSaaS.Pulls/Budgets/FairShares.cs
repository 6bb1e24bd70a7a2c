namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// Who may take how much of what there is for all: the same for every pull, and no workspace more than half while others want
/// some. Workers take turns by what they got so far, each a little ahead of the slowest at most.
/// </summary>
internal sealed class FairShares
{
    /// <summary>How far a worker may be ahead of the slowest, as a share of the limit.</summary>
    private const double Ahead = 0.03;

    private readonly BudgetState _state;
    private readonly BudgetMember _member;
    private readonly List<BudgetMember> _others;
    private readonly double _weight;
    private readonly int _pulls;
    private readonly int _own;

    public FairShares(BudgetState state, BudgetMember member, TurnRequest request, long now)
    {
        (_state, _member) = (state, member);
        _others = state.Members.FindAll(other => other != member && other.WantsUntil >= now && other.Pulls.Count > 0);
        var pulls = _others.SelectMany(other => other.Pulls).Concat(request.Pulls)
            .GroupBy(entry => entry.Key, entry => entry.Value).ToDictionary(group => group.Key, group => group.Sum());
        _pulls = Math.Max(1, pulls.Values.Sum());
        _own = request.Pulls.Values.Sum();
        Weights = WeightsOf(pulls);
        _weight = request.Pulls.Sum(entry => entry.Value * Weights.GetValueOrDefault(entry.Key, 1));
        if (member.WantsUntil < now && _others.Count > 0)
            member.Served = Math.Max(member.Served, Slowest);
    }

    /// <summary>What a pull of a workspace counts for, where it is less than 1.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; }

    /// <summary>The worker's part of all that want calls.</summary>
    public double Part => _own > 0 ? (double)_own / _pulls : 1.0 / Workers;

    /// <summary>Workers that want calls.</summary>
    public int Workers => _others.Count + 1;

    /// <summary>Calls that persons wait for elsewhere: they go before all others.</summary>
    public int OtherPersonsWait => _others.Sum(other => other.PersonsWait);

    private double Slowest => _others.Min(other => other.Served);

    /// <summary>Calls that the worker may take before another has its turn.</summary>
    public int Allowed()
    {
        if (_others.Count == 0 || _weight <= 0)
            return int.MaxValue;
        var ahead = Math.Max(1, Ahead * _state.Limit / _pulls);
        return (int)Math.Clamp(Math.Ceiling((Slowest + ahead - _member.Served) * _weight), 0, int.MaxValue);
    }

    public void Took(int calls)
    {
        if (_weight > 0)
            _member.Served += calls / _weight;
    }

    /// <summary>At most one workspace has more than half of the pulls. Its pulls then count for as much as all others together.</summary>
    public static Dictionary<string, double> WeightsOf(IReadOnlyDictionary<string, int> pulls)
    {
        var all = pulls.Values.Sum();
        return pulls.Where(entry => 2 * entry.Value > all && entry.Value < all)
            .ToDictionary(entry => entry.Key, entry => (double)(all - entry.Value) / entry.Value);
    }
}
