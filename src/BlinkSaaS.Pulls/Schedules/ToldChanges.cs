using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// Takes what a source's events tell of, and asks for a small pull that reads just that. However many events come, there is one
/// such pull at a time and a pause after it, so that a flood costs no more calls than a trickle.
/// </summary>
public sealed class ToldChanges([FromKeyedServices("engine")] NpgsqlDataSource engine)
{
    /// <summary>What else comes in this time is read along.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    /// <summary>From the end of a small pull to the begin of the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>Records said to be gone that are kept for one connection; what is beyond is left to the next complete walk.</summary>
    private const int MostGone = 5_000;

    /// <summary>Keeps it and asks for the pull. A connection that is paused keeps it until it is resumed.</summary>
    public async Task AddAsync(ConnectionKey key, WebhookWork work, CancellationToken cancellationToken)
    {
        var rows = work.Changed.Select(stream => (Stream: stream, Key: ""))
            .Concat(work.Gone.Select(gone => (gone.Stream, Key: RecordKey.Of(gone.Stream, [.. gone.Key])))).Distinct().ToList();
        if (rows.Count == 0)
            return;
        await using (var command = engine.CreateCommand(
            """
            INSERT INTO pulls.told (workspace_id, connection_id, stream, key)
            SELECT $1, $2, t.stream, t.key FROM unnest($3::text[], $4::text[]) t(stream, key)
            WHERE t.key = '' OR (SELECT count(*) FROM (SELECT FROM pulls.told o WHERE o.workspace_id = $1 AND o.connection_id = $2 LIMIT $5) few) < $5
            ON CONFLICT (workspace_id, connection_id, stream, key) DO UPDATE SET at = clock_timestamp()
            """))
        {
            command.With(key).With(rows.Select(row => row.Stream).ToArray()).With(rows.Select(row => row.Key).ToArray()).With(MostGone);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await AskAsync(key, cancellationToken);
    }

    /// <summary>Asks for a small pull where something was told that no pull has read, and none is under way or due before.</summary>
    public async Task AskAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        // The row lock of the schedule makes two take turns; the later one finds the pull in the index of open pulls.
        await using var command = engine.CreateCommand(
            """
            WITH schedule AS (
              UPDATE pulls.schedules s SET next_number = s.next_number + 1, regular_at = s.next_pull_at, next_pull_at = t.at
              FROM (SELECT greatest(clock_timestamp() + $3, (SELECT max(p.finished_at) + $4 FROM pulls.pulls p
                WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.trigger = 'webhook')) AS at) t
              WHERE s.workspace_id = $1 AND s.connection_id = $2 AND NOT s.paused AND s.lease_until IS NULL AND s.next_pull_at > t.at
                AND EXISTS (SELECT FROM pulls.told o WHERE o.workspace_id = $1 AND o.connection_id = $2)
                AND NOT EXISTS (SELECT FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.state IN ('queued', 'running', 'waiting'))
              RETURNING s.next_number - 1 AS number)
            INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, "full")
            SELECT $1, $2, number, 'queued', 'webhook', false FROM schedule
            ON CONFLICT (workspace_id, connection_id) WHERE state IN ('queued', 'running', 'waiting') DO NOTHING
            """);
        await command.With(key).With(Gather).With(Pause).ExecuteNonQueryAsync(cancellationToken);
    }
}
