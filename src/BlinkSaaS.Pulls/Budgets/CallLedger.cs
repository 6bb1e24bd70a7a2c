using System.Text.Json.Serialization;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// Own calls by the time of their answer, in cells. The server decided a call before its answer came, so a call that was
/// answered longer ago than the window is in no window of the server's any more, of whatever shape.
/// </summary>
internal sealed class CallLedger
{
    private const int CellsPerWindow = 240;

    private readonly List<Cell> _cells = [];
    private readonly long _cellLength;
    private int _kept;

    public CallLedger(long window) => (Window, _cellLength) = (window, Math.Max(1, window / CellsPerWindow));

    [JsonConstructor]
    public CallLedger(long window, long expired, long[] cells)
        : this(window)
    {
        Expired = expired;
        for (var i = 0; i + 1 < cells.Length; i += 2)
            _cells.Add(new Cell(cells[i], (int)cells[i + 1]));
        Count = _cells.Sum(cell => FreeAt(cell) > expired ? cell.Calls : 0);
        _kept = _cells.Sum(cell => cell.Calls);
    }

    /// <summary>Length of the window.</summary>
    public long Window { get; }

    /// <summary>Up to when calls were taken off the count.</summary>
    public long Expired { get; private set; }

    /// <summary>Number and calls of each cell in turn, oldest first: what is kept of a ledger.</summary>
    public long[] Cells => [.. _cells.SelectMany(cell => (long[])[cell.Number, cell.Calls])];

    /// <summary>Calls that some window of the server's may still count.</summary>
    [JsonIgnore]
    public int Count { get; private set; }

    public void Add(long answered, int calls = 1)
    {
        if (calls <= 0)
            return;
        var number = answered / _cellLength;
        var at = _cells.Count;
        while (at > 0 && _cells[at - 1].Number > number)
            at--;
        if (at > 0 && _cells[at - 1].Number == number)
            _cells[at - 1] = new Cell(number, _cells[at - 1].Calls + calls);
        else
            _cells.Insert(at, new Cell(number, calls));
        _kept += calls;
        if (FreeAt(new Cell(number, calls)) > Expired)
            Count += calls;
    }

    /// <summary>Takes off what no window can count at <paramref name="now"/>. Keeps it for a while: answers are older than now.</summary>
    public void Expire(long now)
    {
        if (now <= Expired)
            return;
        foreach (var cell in _cells)
        {
            if (FreeAt(cell) > now)
                break;
            if (FreeAt(cell) > Expired)
                Count -= cell.Calls;
        }

        Expired = now;
        var old = 0;
        for (; old < _cells.Count && FreeAt(_cells[old]) < now - Window * 2 / 5; old++)
            _kept -= _cells[old].Calls;
        _cells.RemoveRange(0, old);
    }

    /// <summary>Calls that may have been answered after <paramref name="time"/>. Asked with every answer: counts from the nearer end.</summary>
    public int CountAfter(long time)
    {
        var (number, calls) = (time / _cellLength, 0);
        if (_cells.Count == 0 || number - _cells[0].Number < _cells[^1].Number - number)
        {
            for (var i = 0; i < _cells.Count && _cells[i].Number < number; i++)
                calls += _cells[i].Calls;
            return _kept - calls;
        }

        for (var i = _cells.Count - 1; i >= 0 && _cells[i].Number >= number; i--)
            calls += _cells[i].Calls;
        return calls;
    }

    /// <summary>Calls that were answered after <paramref name="time"/> and that no window counts any more.</summary>
    public int FreedAfter(long time)
    {
        var (number, calls) = (time / _cellLength, 0);
        foreach (var cell in _cells)
        {
            if (FreeAt(cell) > Expired)
                break;
            if (cell.Number > number)
                calls += cell.Calls;
        }

        return calls;
    }

    /// <summary>When at most <paramref name="calls"/> are still counted, if none is added.</summary>
    public long FreeAt(int calls, long now)
    {
        var left = Count;
        foreach (var cell in _cells)
        {
            if (left <= calls)
                break;
            if (FreeAt(cell) <= Expired)
                continue;
            left -= cell.Calls;
            now = FreeAt(cell);
        }

        return now;
    }

    private long FreeAt(Cell cell) => (cell.Number + 1) * _cellLength + Window;

    private readonly record struct Cell(long Number, int Calls);
}
