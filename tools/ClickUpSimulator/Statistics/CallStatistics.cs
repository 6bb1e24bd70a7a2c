namespace ClickUpSimulator.Statistics;

/// <summary>One call as it arrived. Token is the token's name, or null when there was none that is known.</summary>
public sealed record RecordedCall(string Template, string PathAndQuery, string? Token, int Status)
{
    public string Method { get; init; } = "GET";

    public string? ContentType { get; init; }
}

/// <summary>Counts of the calls since the start or the last reset.</summary>
public sealed record StatisticsSnapshot
{
    public required int Calls { get; init; }

    /// <summary>Calls answered 429, by the limiter or by a fault.</summary>
    public required int Refused { get; init; }

    public required int MaxInFlight { get; init; }

    public required IReadOnlyDictionary<string, int> ByPath { get; init; }

    public required IReadOnlyDictionary<string, int> ByToken { get; init; }

    public required IReadOnlyDictionary<string, int> RefusedByToken { get; init; }

    public required IReadOnlyDictionary<int, int> ByStatus { get; init; }
}

/// <summary>Counts the calls to /api. Admin calls are not in it.</summary>
public sealed class CallStatistics
{
    private const int Remembered = 5_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> byPath = [];
    private readonly Dictionary<string, int> byToken = [];
    private readonly Dictionary<string, int> refusedByToken = [];
    private readonly Dictionary<int, int> byStatus = [];
    private readonly Queue<RecordedCall> recent = new();
    private int calls;
    private int refused;
    private int inFlight;
    private int maxInFlight;

    public int Calls => Read().Calls;

    public int Refused => Read().Refused;

    /// <summary>The latest calls, oldest first.</summary>
    public IReadOnlyList<RecordedCall> Recent
    {
        get
        {
            lock (gate)
                return [.. recent];
        }
    }

    public StatisticsSnapshot Read()
    {
        lock (gate)
        {
            return new StatisticsSnapshot
            {
                Calls = calls,
                Refused = refused,
                MaxInFlight = maxInFlight,
                ByPath = new SortedDictionary<string, int>(byPath),
                ByToken = new SortedDictionary<string, int>(byToken),
                RefusedByToken = new SortedDictionary<string, int>(refusedByToken),
                ByStatus = new SortedDictionary<int, int>(byStatus),
            };
        }
    }

    public void Reset()
    {
        lock (gate)
        {
            byPath.Clear();
            byToken.Clear();
            refusedByToken.Clear();
            byStatus.Clear();
            recent.Clear();
            calls = refused = 0;
            maxInFlight = inFlight;
        }
    }

    internal Flight Begin()
    {
        lock (gate)
            maxInFlight = Math.Max(maxInFlight, ++inFlight);
        return new Flight(this);
    }

    internal void Record(RecordedCall call)
    {
        lock (gate)
        {
            calls++;
            Add(byPath, call.Template);
            Add(byToken, call.Token ?? "none");
            Add(byStatus, call.Status);
            if (call.Status == 429)
            {
                refused++;
                Add(refusedByToken, call.Token ?? "none");
            }
            recent.Enqueue(call);
            if (recent.Count > Remembered)
                recent.Dequeue();
        }
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key)
        where TKey : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + 1;

    /// <summary>A call from its arrival until its answer begins to go out.</summary>
    internal sealed class Flight(CallStatistics statistics) : IDisposable
    {
        private bool over;

        public void Dispose()
        {
            lock (statistics.gate)
            {
                if (over)
                    return;
                over = true;
                statistics.inFlight--;
            }
        }
    }
}
