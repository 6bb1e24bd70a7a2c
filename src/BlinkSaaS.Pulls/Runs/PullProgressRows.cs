using System.Globalization;
using BlinkSaaS.Pulls.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls;

/// <summary>What an earlier write of a pull's progress left.</summary>
/// <param name="Elapsed">Time since the pull began.</param>
/// <param name="LastEvent">Ordinal of the last event.</param>
/// <param name="Write">Number of the last write under this fence; 0 where there was none.</param>
internal sealed record ProgressHead(TimeSpan Elapsed, int LastEvent, int Write);

/// <summary>One write of a pull's progress: everything in it is committed, once, or nothing is.</summary>
internal sealed record ProgressWrite(int Number, int Slot, ProgressChange Change, IReadOnlyList<ProgressEvent> Events, IReadOnlyList<EndedWait> Ended)
{
    public bool Any => Change.Any || Events.Count > 0 || Ended.Count > 0;
}

/// <summary>How the pull stands when it is written.</summary>
internal sealed record ProgressStand(TimeSpan Wait, PullWait WaitsFor, BudgetSnapshot Budget, long? ExpectedCalls);

/// <summary>Writes a pull's progress and its timeline, under the pull's fence.</summary>
internal sealed class PullProgressRows(NpgsqlDataSource engine, ClaimedPull pull, TimeProvider clock)
{
    public async Task<ProgressHead> HeadAsync(CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var command = work.Command(
            """
            SELECT greatest(0, extract(epoch FROM clock_timestamp() - coalesce(p.started_at, clock_timestamp())))::float8,
              (SELECT coalesce(max(ordinal), 0) FROM pulls.pull_events e WHERE e.workspace_id = $1 AND e.connection_id = $2 AND e.number = $3),
              CASE WHEN p.progress_fence = $4 THEN p.progress_write ELSE 0 END
            FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.number = $3
            """);
        await using var reader = await command.With(pull.Key).With(pull.Number).With(pull.Fence).ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ProgressHead(TimeSpan.FromSeconds(reader.GetDouble(0)), reader.GetInt32(1), reader.GetInt32(2))
            : throw new LeaseLostException();
    }

    /// <summary>
    /// Ends a wait that an earlier worker left: it was parked in it, or did not live to see its end. Nothing of it is in the
    /// counters yet. Says whether there was one.
    /// </summary>
    public async Task<bool> EndLeftWaitAsync(CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var command = work.Command(
            """
            WITH left_behind AS (
              UPDATE pulls.pull_events SET duration_ms =
                greatest(0, extract(epoch FROM least(clock_timestamp(), coalesce(until, clock_timestamp())) - at) * 1000)::bigint
              WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND kind = 'wait' AND duration_ms IS NULL
              RETURNING duration_ms)
            UPDATE pulls.pulls SET waited_ms = waited_ms + (SELECT sum(duration_ms) FROM left_behind)
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND EXISTS (SELECT FROM left_behind)
            """);
        var ended = await command.With(pull.Key).With(pull.Number).ExecuteNonQueryAsync(cancellationToken) > 0;
        await work.CommitAsync(cancellationToken);
        return ended;
    }

    public async Task WriteAsync(ProgressWrite write, ProgressStand stand, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var batch = work.Batch();

        // Streams before the pull, as pages do: the other way round the two would wait for each other.
        if (write.Change.Streams.Count > 0)
            AddStreams(batch, write.Change.Streams);
        AddPull(batch, write, stand);
        AddSamples(batch, write, stand.Budget);
        if (write.Events.Count > 0)
            AddEvents(batch, write.Events);
        foreach (var ended in write.Ended)
        {
            batch.Add("UPDATE pulls.pull_events SET duration_ms = $5 WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND ordinal = $4")
                .With(pull.Key).With(pull.Number).With(ended.Ordinal).With((long)ended.Duration.TotalMilliseconds);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private void AddPull(NpgsqlBatch batch, ProgressWrite write, ProgressStand stand) =>
        batch.Add(
            """
            UPDATE pulls.pulls SET calls = calls + $4, refused = refused + $5, bytes = bytes + $6, waited_ms = waited_ms + $7,
              state = CASE WHEN $8::interval IS NULL THEN 'running' ELSE 'waiting' END, waiting_until = clock_timestamp() + $8::interval, waiting_for = $16,
              budget_limit = $9, budget_left = $10, budget_used = $11, budget_resets_at = clock_timestamp() + $12,
              estimated_calls = coalesce(estimated_calls, $13), expected_calls = coalesce($13, expected_calls), progress_fence = $14, progress_write = $15
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND state IN ('queued', 'running', 'waiting')
            """).With(pull.Key).With(pull.Number)
            .With(write.Change.All.Calls).With(write.Change.All.Refused).With(write.Change.All.Bytes).With(write.Change.All.WaitedMs)
            .With(stand.Wait > TimeSpan.Zero ? stand.Wait : null, NpgsqlDbType.Interval)
            .With(stand.Budget.Limit).With(stand.Budget.Left).With(stand.Budget.Used).With(stand.Budget.ResetsIn)
            .With(stand.ExpectedCalls, NpgsqlDbType.Bigint).With(pull.Fence).With(write.Number)
            .With(stand.Wait > TimeSpan.Zero ? stand.WaitsFor.Name() : null, NpgsqlDbType.Text);

    private void AddStreams(NpgsqlBatch batch, IReadOnlyList<(string Stream, CallCounts Counts)> streams) =>
        batch.Add(
            """
            UPDATE pulls.pull_streams s SET calls = s.calls + c.calls, waited_ms = s.waited_ms + c.waited_ms
            FROM unnest($4::text[], $5::bigint[], $6::bigint[]) c(name, calls, waited_ms)
            WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.number = $3 AND s.name = c.name
            """).With(pull.Key).With(pull.Number).With(streams.Select(stream => stream.Stream).ToArray())
            .With(streams.Select(stream => stream.Counts.Calls).ToArray()).With(streams.Select(stream => stream.Counts.WaitedMs).ToArray());

    private void AddSamples(NpgsqlBatch batch, ProgressWrite write, BudgetSnapshot budget)
    {
        var calls = write.Change.Streams.Where(stream => stream.Counts.Calls > 0).ToList();
        batch.Add(
            """
            INSERT INTO pulls.pull_samples AS s (workspace_id, connection_id, number, slot, stream, calls, budget_limit, budget_high, budget_left)
            SELECT $1, $2, $3, $4, c.stream, c.calls, b.calls_limit, b.calls_left, b.calls_left
            FROM unnest($5::text[], $6::int[]) c(stream, calls)
            LEFT JOIN (VALUES ($7, $8)) b(calls_limit, calls_left) ON c.stream = ''
            ON CONFLICT (workspace_id, connection_id, number, slot, stream) DO UPDATE SET calls = s.calls + excluded.calls,
              budget_limit = excluded.budget_limit, budget_high = greatest(s.budget_high, excluded.budget_high), budget_left = excluded.budget_left
            """).With(pull.Key).With(pull.Number).With(write.Slot)
            .With<string[]>(["", .. calls.Select(stream => stream.Stream)])
            .With<int[]>([(int)write.Change.All.Calls, .. calls.Select(stream => (int)stream.Counts.Calls)])
            .With(budget.Limit).With(budget.Left);
    }

    private void AddEvents(NpgsqlBatch batch, IReadOnlyList<ProgressEvent> events) =>
        batch.Add(
            """
            INSERT INTO pulls.pull_events (workspace_id, connection_id, number, ordinal, at, kind, stream, duration_ms, until, times, status, detail)
            SELECT $1, $2, $3, e.ordinal, clock_timestamp() - e.age, e.kind, e.stream, e.duration_ms, clock_timestamp() + e.rest, e.times, e.status, e.detail
            FROM unnest($4::int[], $5::interval[], $6::text[], $7::text[], $8::bigint[], $9::interval[], $10::int[], $11::int[], $12::text[])
              e(ordinal, age, kind, stream, duration_ms, rest, times, status, detail)
            """).With(pull.Key).With(pull.Number)
            .With(events.Select(e => e.Ordinal).ToArray())
            .With(events.Select(e => clock.GetElapsedTime(e.At)).ToArray())
            .With(events.Select(e => e.Kind.ToString().ToLower(CultureInfo.InvariantCulture)).ToArray())
            .With(events.Select(e => e.Stream).ToArray())
            .With(events.Select(e => (long?)e.Duration?.TotalMilliseconds).ToArray())
            .With(events.Select(e => e.Until is { } until ? clock.GetElapsedTime(clock.GetTimestamp(), until) : (TimeSpan?)null).ToArray())
            .With(events.Select(e => e.Times).ToArray())
            .With(events.Select(e => e.Status).ToArray())
            .With(events.Select(e => e.Detail).ToArray());
}
