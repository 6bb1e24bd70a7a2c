namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// Own calls by the time of their answer, in cells. The server decided a call before its answer came, so a call that was
/// answered longer ago than the window is in no window of the server's any more, of whatever shape.
/// </summary>
internal sealed class CallLedger(long window)
{
    private const int CellsPerWindow = 240;
    private readonly Queue<Cell> _cells = new();
    private readonly long _cellLength = Math.Max(1, window / CellsPerWindow);
    private Cell? _newest;

    /// <summary>Calls that some window of the server's may still count.</summary>
    public int Count { get; private set; }

    public void Add(long answered)
    {
        var end = (answered / _cellLength + 1) * _cellLength;

        // An answer that is reported late goes into the newest cell: that frees its slot later, never sooner.
        if (_newest is null || end > _newest.End)
            _cells.Enqueue(_newest = new Cell(end));
        _newest.Calls++;
        Count++;
    }

    /// <summary>Forgets what no window can count at <paramref name="now"/>.</summary>
    public void Expire(long now)
    {
        while (_cells.TryPeek(out var oldest) && oldest.End + window <= now)
        {
            _cells.Dequeue();
            Count -= oldest.Calls;
            if (ReferenceEquals(oldest, _newest))
                _newest = null;
        }
    }

    /// <summary>When at most <paramref name="calls"/> are still counted, if none is added.</summary>
    public long FreeAt(int calls, long now)
    {
        var left = Count;
        foreach (var cell in _cells)
        {
            if (left <= calls)
                break;
            left -= cell.Calls;
            now = cell.End + window;
        }

        return now;
    }

    private sealed class Cell(long end)
    {
        public long End { get; } = end;

        public int Calls { get; set; }
    }
}
