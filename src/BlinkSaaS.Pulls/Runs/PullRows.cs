using BlinkSaaS.Pulls.Records;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls;

/// <summary>Trouble in words, and who must act.</summary>
internal sealed record PullTrouble(PullErrorKind Kind, string Message)
{
    /// <summary>For whoever mends the plugin.</summary>
    public string? Details { get; init; }
}

/// <summary>How a pull ends, and what that means for the next.</summary>
internal sealed record PullEnd(PullState State, PullTrouble? Trouble, AfterPull After, DateTimeOffset? NextByClock);

/// <summary>Writes how a pull stands, always under its fence.</summary>
internal sealed class PullRows(NpgsqlDataSource engine, ClaimedPull pull)
{
    private const int MaxError = 1_000;

    /// <summary>
    /// What goes wrong with streams of this pull, in their order: also what an earlier worker met; and whether some stream was
    /// read to its end.
    /// </summary>
    public async Task<(PullTrouble? First, bool Partly)> TroubleAsync(CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            SELECT title, error_kind, error, state = 'done', calls > 0 OR records_read > 0 FROM pulls.pull_streams
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND state IN ('failed', 'done') ORDER BY ordinal
            """);
        await using var reader = await command.With(pull.Key).With(pull.Number).ExecuteReaderAsync(cancellationToken);
        var (first, partly) = ((PullTrouble?)null, false);
        while (await reader.ReadAsync(cancellationToken))
        {
            // A stream that was not due for a call says nothing about whether the source can be reached.
            if (reader.GetBoolean(3))
                partly |= reader.GetBoolean(4);
            else
                first ??= new PullTrouble(reader.State<PullErrorKind>(1), $"{reader.GetString(0)}: {reader.Text(2)}");
        }

        return (first, partly);
    }

    /// <summary>
    /// Ends the pull, gives the lease back and makes the next one due, all in one transaction. A schedule that was changed while
    /// the pull ran keeps the time that the change gave it.
    /// </summary>
    public async Task<RowCounts> EndAsync(PullEnd end, PullNotes notes, CancellationToken cancellationToken)
    {
        var (state, trouble, after, nextByClock) = end;
        await using var batch = FencedBatch.Begin(engine, pull);
        notes.AddTo(batch);
        if (state != PullState.Done || pull.Resumed)
        {
            batch.Add(
                """
                UPDATE pulls.pull_streams SET state = 'failed', error_kind = $4, finished_at = clock_timestamp(),
                  error = coalesce(error, 'The pull ended before this stream was read.')
                WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND state IN ('queued', 'pulling')
                """).With(pull.Key).With(pull.Number).With((trouble?.Kind ?? PullErrorKind.None).Name());
        }

        batch.Add(
            """
            UPDATE pulls.pulls SET state = $4, error_kind = $5, error = $6, finished_at = clock_timestamp(), waiting_until = NULL
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3
            RETURNING new, changed, unchanged, deleted
            """).With(pull.Key).With(pull.Number).With(state.Name())
            .With((trouble?.Kind ?? PullErrorKind.None).Name()).With(Short(trouble?.Message), NpgsqlDbType.Text);
        AddNext(batch, state, after, nextByClock);
        await using var reader = await FencedBatch.ReadAsync(batch, cancellationToken);
        var counts = await reader.ReadAsync(cancellationToken)
            ? new RowCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)) : new RowCounts();

        // To the end of the transaction: what fails after this row fails here.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return counts;
    }

    /// <summary>Forgets the oldest pulls of the connection: a few each time, so that nothing has to sweep them all.</summary>
    public Task ForgetOldAsync(int kept, CancellationToken cancellationToken) => ForgetAsync(engine, pull.Key, pull.Number - kept, cancellationToken);

    /// <summary>Forgets the pulls of a connection up to a number.</summary>
    public static async Task ForgetAsync(NpgsqlDataSource engine, ConnectionKey key, int last, CancellationToken cancellationToken)
    {
        await using var batch = engine.CreateBatch();
        foreach (var table in (string[])["pull_events", "pull_samples", "pull_streams", "pulls"])
        {
            batch.Add($"DELETE FROM pulls.{table} WHERE workspace_id = $1 AND connection_id = $2 AND number <= $3")
                .With(key).With(last);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// A pull that succeeds takes back the pause that failures brought; no other pause ends by itself. A small pull does not move
    /// the regular one.
    /// </summary>
    private void AddNext(NpgsqlBatch batch, PullState state, AfterPull after, DateTimeOffset? nextByClock) =>
        batch.Add(
            """
            UPDATE pulls.schedules s SET lease_until = NULL, worker = NULL, failures = $4, retries = $5, regular_at = NULL,
              paused = n.paused, pause_reason = n.reason,
              paused_by = CASE WHEN n.paused THEN s.paused_by END,
              paused_at = CASE WHEN n.paused THEN coalesce(s.paused_at, clock_timestamp()) END,
              next_pull_at = CASE WHEN NOT n.paused AND NOT $8 THEN least(clock_timestamp() + $9, CASE
                WHEN $13 AND s.regular_at IS NOT NULL THEN s.regular_at
                WHEN s.cron IS NULL AND $10::text IS NULL THEN pulls.next_slot($1, $2, s.interval_seconds)
                WHEN s.cron = $10 AND s.time_zone = $11 THEN $12
                ELSE s.next_pull_at END) END
            FROM (SELECT p.connection_id, q.reason, q.reason IS NOT NULL AS paused FROM pulls.schedules p CROSS JOIN LATERAL (SELECT CASE
                WHEN p.pause_reason = 'left' THEN 'left'
                WHEN $6::text = 'credential' THEN 'credential'
                WHEN $7 AND p.pause_reason = 'failures' THEN NULL
                ELSE coalesce(p.pause_reason, $6::text) END AS reason) q
              WHERE p.workspace_id = $1 AND p.connection_id = $2) n
            WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.fence = $3
            """).With(pull.Key).With(pull.Fence).With(after.Failures).With(after.RetryAfter is not null)
            .With(after.Pause?.Name(), NpgsqlDbType.Text).With(state == PullState.Done).With(state == PullState.Cancelled)
            .With(after.RetryAfter, NpgsqlDbType.Interval).With(pull.Timing.Cron, NpgsqlDbType.Text).With(pull.Timing.TimeZone)
            .With(nextByClock?.ToUniversalTime(), NpgsqlDbType.TimestampTz).With(pull.Trigger == PullTrigger.Webhook);

    internal static string? Short(string? text) =>
        text is null ? null : JsonText.Sound(text.Length <= MaxError ? text : text[..MaxError]);
}
