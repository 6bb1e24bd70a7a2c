using BlinkSaaS.Pulls.Records;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls;

/// <summary>Trouble in words, and who must act.</summary>
internal sealed record PullTrouble(PullErrorKind Kind, string Message);

/// <summary>Writes how a pull stands, always under its fence.</summary>
internal sealed class PullRows(NpgsqlDataSource engine, ClaimedPull pull)
{
    private const int MaxError = 1_000;

    /// <summary>Makes sure that the pull was not cancelled between the claim and now.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var command = work.Command(
            """
            SELECT count(*) FROM pulls.pulls
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND state IN ('queued', 'running', 'waiting')
            """);
        return await command.With(pull.Key).With(pull.Number).ExecuteScalarAsync(cancellationToken) is > 0L;
    }

    public async Task BeginStreamAsync(string name, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var command = work.Command(
            """
            UPDATE pulls.pull_streams SET state = 'pulling', started_at = coalesce(started_at, clock_timestamp())
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND name = $4
            """);
        await command.With(pull.Key).With(pull.Number).With(name).ExecuteNonQueryAsync(cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task EndStreamAsync(
        string name, int streamId, PullStreamState state, PullTrouble? trouble, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var batch = work.Batch();
        batch.Add(
            """
            UPDATE pulls.pull_streams SET state = $5, error_kind = $6, error = $7, finished_at = clock_timestamp()
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND name = $4
            """).With(pull.Key).With(pull.Number).With(name).With(state.Name())
            .With((trouble?.Kind ?? PullErrorKind.None).Name()).With(Short(trouble?.Message), NpgsqlDbType.Text);
        if (state == PullStreamState.Done)
        {
            batch.Add("UPDATE pulls.streams SET last_pulled_at = clock_timestamp() WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3")
                .With(pull.Key).With(streamId);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    /// <summary>What goes wrong with streams of this pull, in their order: also what an earlier worker met.</summary>
    public async Task<PullTrouble?> FirstTroubleAsync(CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var command = work.Command(
            """
            SELECT title, error_kind, error FROM pulls.pull_streams
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND state = 'failed' ORDER BY ordinal LIMIT 1
            """);
        await using var reader = await command.With(pull.Key).With(pull.Number).ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new PullTrouble(reader.State<PullErrorKind>(1), $"{reader.GetString(0)}: {reader.Text(2)}")
            : null;
    }

    /// <summary>
    /// Ends the pull, gives the lease back and makes the next one due. A rejected credential pauses the connection: no call is
    /// made with it until somebody swaps it.
    /// </summary>
    public async Task EndAsync(PullState state, PullTrouble? trouble, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var batch = work.Batch();
        batch.Add(
            """
            UPDATE pulls.pull_streams SET state = 'failed', error_kind = $4, finished_at = clock_timestamp(),
              error = coalesce(error, 'The pull ended before this stream was read.')
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND state IN ('queued', 'pulling')
            """).With(pull.Key).With(pull.Number).With((trouble?.Kind ?? PullErrorKind.None).Name());
        batch.Add(
            """
            UPDATE pulls.pulls SET state = $4, error_kind = $5, error = $6, finished_at = clock_timestamp(), waiting_until = NULL
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3
            """).With(pull.Key).With(pull.Number).With(state.Name())
            .With((trouble?.Kind ?? PullErrorKind.None).Name()).With(Short(trouble?.Message), NpgsqlDbType.Text);
        batch.Add(
            """
            UPDATE pulls.schedules SET lease_until = NULL, worker = NULL,
              paused = paused OR $4, pause_reason = CASE WHEN $4 THEN 'credential' ELSE pause_reason END,
              paused_at = CASE WHEN $4 AND NOT paused THEN clock_timestamp() ELSE paused_at END,
              next_pull_at = CASE WHEN NOT (paused OR $4 OR $5) THEN pulls.next_slot($1, $2, interval_seconds) END
            WHERE workspace_id = $1 AND connection_id = $2 AND fence = $3
            """).With(pull.Key).With(pull.Fence).With(trouble?.Kind == PullErrorKind.Credential).With(state == PullState.Cancelled);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private static string? Short(string? text) =>
        text is null ? null : JsonText.Sound(text.Length <= MaxError ? text : text[..MaxError]);
}
