using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>How pulls ended, or streams of them.</summary>
public enum PullOutcome
{
    /// <summary>Not yet.</summary>
    Open,

    /// <summary>Read to the end.</summary>
    Done,

    /// <summary>At least a part could not be read.</summary>
    Failed,

    /// <summary>A pull that was cancelled; a stream that was skipped.</summary>
    LeftOut,
}

/// <summary>Which pulls of a connection.</summary>
public sealed record PullPageQuery
{
    /// <summary>Only those that ended so; of a stream where one is named.</summary>
    public PullOutcome? Outcome { get; init; }

    /// <summary>Only those that this began.</summary>
    public PullTrigger? Trigger { get; init; }

    /// <summary>Only those that had this stream, each with it.</summary>
    public string? Stream { get; init; }

    /// <summary>Those before this number.</summary>
    public int? OlderThan { get; init; }

    /// <summary>Those after this number; not together with <see cref="OlderThan"/>.</summary>
    public int? NewerThan { get; init; }

    /// <summary>Most pulls of a page.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>A pull of a page.</summary>
/// <param name="Pull">The pull.</param>
/// <param name="Stream">The stream that was asked for; null where none was.</param>
public sealed record PullPageItem(PullInfo Pull, PullStreamInfo? Stream);

/// <summary>A page of a connection's pulls, newest first.</summary>
public sealed record PullPage(IReadOnlyList<PullPageItem> Items, bool HasNewer, bool HasOlder)
{
    private static readonly Dictionary<PullOutcome, (string[] Pulls, string[] Streams)> s_states = new()
    {
        [PullOutcome.Open] = (["queued", "running", "waiting"], ["queued", "pulling"]),
        [PullOutcome.Done] = (["done"], ["done"]),
        [PullOutcome.Failed] = (["failed"], ["failed"]),
        [PullOutcome.LeftOut] = (["cancelled"], ["skipped"]),
    };

    /// <summary>Reads a page by the primary key, as the role of the connection it is given.</summary>
    public static async Task<PullPage> ReadAsync(NpgsqlConnection connection, ConnectionKey key, PullPageQuery query, CancellationToken cancellationToken)
    {
        var newer = query.OlderThan is null && query.NewerThan is not null;
        var (than, direction) = newer ? (">", "ASC") : ("<", "DESC");
#pragma warning disable CA2100 // Put together from constants.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {PullColumns.Names}, {PullColumns.StreamNames} FROM pulls.pulls p
            LEFT JOIN pulls.pull_streams s ON s.workspace_id = $1 AND s.connection_id = $2 AND s.number = p.number AND s.name = $3
            WHERE p.workspace_id = $1 AND p.connection_id = $2 AND ($3 IS NULL OR s.name IS NOT NULL)
              AND ($4::text[] IS NULL OR CASE WHEN $3 IS NULL THEN p.state = ANY ($4) ELSE s.state = ANY ($4) END)
              AND ($5 IS NULL OR p.trigger = $5) AND ($6 IS NULL OR p.number {than} $6)
            ORDER BY p.number {direction} LIMIT $7
            """, connection);
#pragma warning restore CA2100
        var states = query.Outcome is { } outcome ? s_states[outcome] : default;
        command.With(key).With(query.Stream, NpgsqlDbType.Text).With(query.Stream is null ? states.Pulls : states.Streams, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(query.Trigger?.ToString().ToLowerInvariant(), NpgsqlDbType.Text).With(query.OlderThan ?? query.NewerThan, NpgsqlDbType.Integer).With(query.Size + 1);

        var items = new List<PullPageItem>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var stream = await reader.IsDBNullAsync(PullColumns.Count, cancellationToken) ? null : PullColumns.Stream(reader, PullColumns.Count);
                items.Add(new PullPageItem(PullColumns.Read(reader, 0)!, stream));
            }
        }

        // One more than the page tells whether there is another.
        var more = items.Count > query.Size;
        if (more)
            items.RemoveAt(query.Size);
        if (newer)
            items.Reverse();
        return new PullPage(items, newer ? more : query.OlderThan is not null, newer || more);
    }
}
