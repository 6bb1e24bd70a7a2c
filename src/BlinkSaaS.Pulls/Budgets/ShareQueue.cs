namespace BlinkSaaS.Pulls.Budgets;

/// <summary>The shares of one budget in this process: persons first, then whoever got least so far. Its owner locks.</summary>
internal sealed class ShareQueue
{
    private readonly List<BudgetShare> _shares = [];
    private double _served;

    public bool IsEmpty => _shares.Count == 0;

    public void Join(BudgetShare share) => _shares.Add(share);

    public void Leave(BudgetShare share) => _shares.Remove(share);

    /// <summary>Who wanted nothing for a while does not catch up with what others got meanwhile.</summary>
    public void Wait(BudgetShare share, Action enqueue)
    {
        if (!share.Waits)
            share.Served = Math.Max(share.Served, _served);
        enqueue();
    }

    /// <summary>Calls that wait.</summary>
    public int Waiting(bool persons) => _shares.Sum(share => share.Person == persons ? share.Waiting : 0);

    /// <summary>The workspaces of the pulls that wait, each as often as it has some.</summary>
    public IEnumerable<string> Pulls() => _shares.Where(share => share.Waits).Select(share => share.Workspace);

    /// <summary>Calls that are granted before the next one of this share.</summary>
    public int Before(BudgetShare share) =>
        share.Person ? 0 : _shares.Count(other => other != share && other.Waits && (other.Person || other.Served < share.Served));

    /// <summary>Grants one call; false where none waits.</summary>
    public bool TryGrantNext(IReadOnlyDictionary<string, double> weights)
    {
        while (Next() is { } share)
        {
            if (!share.TryGrantFirst())
                continue;
            _served = Math.Max(_served, share.Served);
            share.Served += 1 / weights.GetValueOrDefault(share.Workspace, 1);
            return true;
        }

        return false;
    }

    private BudgetShare? Next()
    {
        BudgetShare? next = null;
        foreach (var share in _shares)
        {
            if (share.Waits && (next is null || share.Person && !next.Person || share.Person == next.Person && share.Served < next.Served))
                next = share;
        }

        return next;
    }
}
