using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>The lease of one pull while it runs. Renewed by <see cref="NodeLeases"/>, which tells when it is lost.</summary>
internal sealed class PullLease(NpgsqlDataSource engine, ClaimedPull pull, long heldSince, Action<PullLease> release) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private long _renewedAt = heldSince;

    public ClaimedPull Pull { get; } = pull;

    /// <summary>Cancelled when another worker may hold the pull.</summary>
    public CancellationToken Lost => _lost.Token;

    public long RenewedAt
    {
        get => Interlocked.Read(ref _renewedAt);
        set => Interlocked.Exchange(ref _renewedAt, value);
    }

    /// <summary>Gives the lease back at once: the pull is due, and the next worker goes on at its checkpoints.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        release(this);
        await using var command = engine.CreateCommand(
            """
            UPDATE pulls.schedules s SET lease_until = NULL, worker = NULL,
              next_pull_at = CASE WHEN EXISTS (
                SELECT FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.state IN ('queued', 'running', 'waiting'))
                THEN clock_timestamp() ELSE s.next_pull_at END
            WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.fence = $3
            """);
        await command.With(Pull.Key).With(Pull.Fence).ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Gives the lease back for a while: the pull waits at its checkpoints and is due when the wait is over. The timeline shows one
    /// wait that lasts; whoever takes the pull up again ends it.
    /// </summary>
    public async Task ParkAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        release(this);
        await using var command = engine.CreateCommand(
            """
            WITH parked AS (
              UPDATE pulls.schedules SET lease_until = NULL, worker = NULL, next_pull_at = clock_timestamp() + $4
              WHERE workspace_id = $1 AND connection_id = $2 AND fence = $3 RETURNING next_pull_at),
            waits AS (
              UPDATE pulls.pulls SET state = 'waiting', waiting_until = parked.next_pull_at, waiting_for = 'budget' FROM parked
              WHERE workspace_id = $1 AND connection_id = $2 AND number = $5 AND state IN ('queued', 'running', 'waiting')
              RETURNING waiting_until),
            lasting AS (
              UPDATE pulls.pull_events SET until = waits.waiting_until FROM waits
              WHERE workspace_id = $1 AND connection_id = $2 AND number = $5 AND kind = 'wait' AND duration_ms IS NULL RETURNING 1)
            INSERT INTO pulls.pull_events (workspace_id, connection_id, number, ordinal, at, kind, until)
            SELECT $1, $2, $5, last.ordinal + 1, clock_timestamp(), 'wait', waits.waiting_until
            FROM waits CROSS JOIN (SELECT coalesce(max(ordinal), 0) AS ordinal FROM pulls.pull_events
              WHERE workspace_id = $1 AND connection_id = $2 AND number = $5) last
            WHERE last.ordinal < $6 AND NOT EXISTS (SELECT FROM lasting)
            """);
        await command.With(Pull.Key).With(Pull.Fence).With(wait).With(Pull.Number).With(PullProgressEvents.Most).ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Another worker may hold the pull.</summary>
    public void Lose()
    {
        try
        {
            _lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pull ended at this moment.
        }
    }

    /// <summary>The pull ended and its lease with it: there is nothing to renew or to lose.</summary>
    public void End() => release(this);

    public void Dispose()
    {
        release(this);
        _lost.Dispose();
    }
}
