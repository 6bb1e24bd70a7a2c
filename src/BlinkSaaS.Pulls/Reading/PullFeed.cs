using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>Which pulls of several connections.</summary>
public sealed record PullFeedQuery
{
    /// <summary>Only those that failed.</summary>
    public bool OnlyFailed { get; init; }

    /// <summary>Only those that this person began; null for all.</summary>
    public Guid? StartedBy { get; init; }

    /// <summary>The pulls that are older than this one.</summary>
    public PullPosition? OlderThan { get; init; }

    /// <summary>The pulls that are newer than this one; not together with <see cref="OlderThan"/>.</summary>
    public PullPosition? NewerThan { get; init; }

    /// <summary>Most pulls of a page.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>The place of a pull among those of several connections.</summary>
public sealed record PullPosition(DateTimeOffset RequestedAt, int ConnectionId, int Number);

/// <summary>A pull and whose it is.</summary>
public sealed record PullFeedItem(int ConnectionId, PullInfo Pull)
{
    /// <summary>Its place.</summary>
    public PullPosition Position => new(Pull.RequestedAt, ConnectionId, Pull.Number);
}

/// <summary>A page of pulls, newest first.</summary>
/// <param name="Items">The pulls.</param>
/// <param name="HasNewer">Whether there is a page before it.</param>
/// <param name="HasOlder">Whether there is a page after it.</param>
public sealed record PullFeedPage(IReadOnlyList<PullFeedItem> Items, bool HasNewer, bool HasOlder);

/// <summary>Reads the pulls of several connections as one row of events, as the role of the connection it is given.</summary>
public static class PullFeed
{
    /// <summary>
    /// One page. Each connection gives its own newest pulls by the primary key, and the newest of these are the page: what
    /// other connections did is never read.
    /// </summary>
    public static async Task<PullFeedPage> PageAsync(
        NpgsqlConnection connection, long workspaceId, IReadOnlyCollection<int> connectionIds, PullFeedQuery query, CancellationToken cancellationToken)
    {
        var newer = query.OlderThan is null && query.NewerThan is not null;
        var (than, direction) = newer ? (">", "ASC") : ("<", "DESC");
#pragma warning disable CA2100 // Put together from constants.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT p.connection_id, {PullColumns.Names} FROM unnest($2) c(id)
            CROSS JOIN LATERAL (SELECT p.* FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = c.id
              AND (NOT $3 OR p.state = 'failed') AND ($4 IS NULL OR p.started_by = $4)
              AND ($5 IS NULL OR (p.requested_at, p.connection_id, p.number) {than} ($5, $6, $7))
              ORDER BY p.number {direction} LIMIT $8) p
            ORDER BY p.requested_at {direction}, p.connection_id {direction}, p.number {direction} LIMIT $8
            """, connection);
#pragma warning restore CA2100
        var position = query.OlderThan ?? query.NewerThan;
        command.With(workspaceId).With<int[]>([.. connectionIds]).With(query.OnlyFailed).With(query.StartedBy, NpgsqlDbType.Uuid)
            .With(position?.RequestedAt.ToUniversalTime(), NpgsqlDbType.TimestampTz).With(position?.ConnectionId ?? 0).With(position?.Number ?? 0)
            .With(query.Size + 1);

        var items = new List<PullFeedItem>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                items.Add(new PullFeedItem(reader.GetInt32(0), PullColumns.Read(reader, 1)!));
        }

        // One more than the page tells whether there is another.
        var more = items.Count > query.Size;
        if (more)
            items.RemoveAt(query.Size);
        if (newer)
            items.Reverse();
        return new PullFeedPage(items, newer ? more : position is not null, newer || more);
    }
}
