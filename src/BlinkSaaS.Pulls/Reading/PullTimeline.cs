using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>Something that happened during a pull.</summary>
public sealed record PullEvent
{
    public required DateTimeOffset At { get; init; }

    public required PullEventKind Kind { get; init; }

    /// <summary>Name of the stream; null where it concerns the pull.</summary>
    public required string? Stream { get; init; }

    /// <summary>How long it took; null for a wait that lasts.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>When a wait that lasts is thought to end.</summary>
    public required DateTimeOffset? Until { get; init; }

    public required int Times { get; init; }

    /// <summary>What the API answered, where it did.</summary>
    public required int? Status { get; init; }

    /// <summary>Why, in words.</summary>
    public required string? Detail { get; init; }
}

/// <summary>What was called in a slot of a pull's time. Times count from the pull's start.</summary>
/// <param name="From">Begin of the slot.</param>
/// <param name="To">Its end.</param>
/// <param name="Stream">Name of the stream; empty for the pull in all.</param>
/// <param name="Calls">Calls in that time.</param>
/// <param name="Budget">What was left of the budget; with the pull's own samples only.</param>
public sealed record PullSample(TimeSpan From, TimeSpan To, string Stream, int Calls, BudgetSample? Budget);

/// <summary>The budget in a slot of time.</summary>
/// <param name="Limit">Calls permitted in a window.</param>
/// <param name="High">Most that were left.</param>
/// <param name="Left">What was left at the end.</param>
public sealed record BudgetSample(int Limit, int High, int Left);

/// <summary>What was recorded of a pull over time, as the role of the connection it is given.</summary>
public sealed record PullTimeline(IReadOnlyList<PullEvent> Events, IReadOnlyList<PullSample> Samples)
{
    /// <summary>Of one pull; empty where nothing was recorded.</summary>
    public static async Task<PullTimeline> ReadAsync(NpgsqlConnection connection, ConnectionKey key, int number, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            """
            SELECT at, kind, stream, duration_ms, until, times, status, detail FROM pulls.pull_events
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 ORDER BY at, ordinal
            """).With(key).With(number);
        batch.Add(
            """
            SELECT slot, stream, calls, budget_limit, budget_high, budget_left FROM pulls.pull_samples
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 ORDER BY slot, stream
            """).With(key).With(number);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var events = new List<PullEvent>();
        while (await reader.ReadAsync(cancellationToken))
            events.Add(Event(reader));
        await reader.NextResultAsync(cancellationToken);
        var samples = new List<PullSample>();
        while (await reader.ReadAsync(cancellationToken))
            samples.Add(Sample(reader));
        return new PullTimeline(events, samples);
    }

    private static PullEvent Event(NpgsqlDataReader reader) => new()
    {
        At = reader.GetFieldValue<DateTimeOffset>(0),
        Kind = reader.State<PullEventKind>(1),
        Stream = reader.Text(2),
        Duration = reader.Nullable<long>(3) is { } duration ? TimeSpan.FromMilliseconds(duration) : null,
        Until = reader.Nullable<DateTimeOffset>(4),
        Times = reader.GetInt32(5),
        Status = reader.Nullable<int>(6),
        Detail = reader.Text(7),
    };

    private static PullSample Sample(NpgsqlDataReader reader)
    {
        var slot = reader.GetInt32(0);
        var budget = reader.IsDBNull(3) ? null : new BudgetSample(reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5));
        return new PullSample(TimelineSlots.Start(slot), TimelineSlots.Start(slot + 1), reader.GetString(1), reader.GetInt32(2), budget);
    }
}
