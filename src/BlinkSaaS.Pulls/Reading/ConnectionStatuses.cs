using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>How a connection is, for listings.</summary>
public sealed record ConnectionStatus
{
    public required ConnectionKey Key { get; init; }

    /// <summary>How often, or at which times.</summary>
    public required PullTiming Timing { get; init; }

    public TimeSpan Interval => Timing.Interval;

    /// <summary>Pulls in a row that did not bring everything.</summary>
    public required int Failures { get; init; }

    /// <summary>When it is pulled by itself; null where it is not.</summary>
    public required DateTimeOffset? NextPullAt { get; init; }

    public required bool Paused { get; init; }

    public required PauseReason? PauseReason { get; init; }

    public required Guid? PausedBy { get; init; }

    public required DateTimeOffset? PausedAt { get; init; }

    /// <summary>The open pull, if any.</summary>
    public required PullInfo? Open { get; init; }

    /// <summary>How far the open pull is, 0 to 1.</summary>
    public required double Progress { get; init; }

    /// <summary>The last pull that ended, if any.</summary>
    public required PullInfo? LastFinished { get; init; }

    /// <summary>Records there are, over all streams.</summary>
    public required long Records { get; init; }

    public required int Streams { get; init; }
}

/// <summary>Reads how connections are, as the role of the connection it is given.</summary>
public static class ConnectionStatuses
{
    private const int FirstPull = 13;

    /// <summary>Of the named connections of a workspace, by connection; those without a schedule are left out. One statement.</summary>
    /// <param name="connection">Where to ask.</param>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="connectionIds">Its connections.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="first">A statement without rows of interest that goes before, in the same round trip and transaction.</param>
    public static async Task<IReadOnlyDictionary<int, ConnectionStatus>> ReadAsync(
        NpgsqlConnection connection, long workspaceId, IReadOnlyCollection<int> connectionIds, CancellationToken cancellationToken, NpgsqlBatchCommand? first = null)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (first is not null)
            batch.BatchCommands.Add(first);
#pragma warning disable CA2100 // Constants only.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            SELECT c.id, c.interval_seconds, c.next_pull_at, c.paused, c.pause_reason, c.paused_by, c.paused_at,
              coalesce(c.records, 0)::bigint, c.streams::int, coalesce(g.progress, 0)::float8,
              c.cron, c.time_zone, c.failures, {PullColumns.Names}
            FROM (SELECT s.*, i.id, t.* FROM unnest($2) i(id)
              JOIN pulls.schedules s ON s.workspace_id = $1 AND s.connection_id = i.id
              CROSS JOIN LATERAL (SELECT sum(live) AS records, count(*) AS streams FROM pulls.streams
                WHERE workspace_id = $1 AND connection_id = i.id) t OFFSET 0) c
            LEFT JOIN LATERAL (SELECT * FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = c.id
              ORDER BY p.number DESC LIMIT 2) p ON true
            LEFT JOIN LATERAL (SELECT avg(CASE WHEN state = 'queued' THEN 0
                WHEN state = 'pulling' THEN CASE WHEN expected > 0 THEN least(0.99, records_read::float8 / expected) ELSE 0 END
                ELSE 1 END) AS progress
              FROM pulls.pull_streams WHERE workspace_id = $1 AND connection_id = c.id AND number = p.number AND p.finished_at IS NULL) g ON true
            ORDER BY c.id, p.number DESC
            """).With(workspaceId).With(connectionIds.ToArray()));
#pragma warning restore CA2100
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (first is not null)
            await reader.NextResultAsync(cancellationToken);
        var statuses = new Dictionary<int, ConnectionStatus>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var status = Status(reader, workspaceId);
            // Only the newest pull can be open: where it is, the second row is the last that ended.
            statuses[status.Key.ConnectionId] = statuses.TryGetValue(status.Key.ConnectionId, out var newer)
                ? newer with { LastFinished = newer.LastFinished ?? status.LastFinished }
                : status;
        }

        return statuses;
    }

    private static ConnectionStatus Status(NpgsqlDataReader reader, long workspaceId)
    {
        var pull = PullColumns.Read(reader, FirstPull);
        var ended = pull?.FinishedAt is not null;
        return new ConnectionStatus
        {
            Key = new ConnectionKey(workspaceId, reader.GetInt32(0)),
            Timing = new PullTiming { Interval = TimeSpan.FromSeconds(reader.GetInt32(1)), Cron = reader.Text(10), TimeZone = reader.GetString(11) },
            Failures = reader.GetInt32(12),
            NextPullAt = reader.Nullable<DateTimeOffset>(2),
            Paused = reader.GetBoolean(3),
            PauseReason = reader.IsDBNull(4) ? null : reader.State<PauseReason>(4),
            PausedBy = reader.Nullable<Guid>(5),
            PausedAt = reader.Nullable<DateTimeOffset>(6),
            Records = reader.GetInt64(7),
            Streams = reader.GetInt32(8),
            Progress = reader.GetDouble(9),
            Open = ended ? null : pull,
            LastFinished = ended ? pull : null,
        };
    }
}
