using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// When connections are pulled. The members that take a connection and a transaction are for the web's own unit of work and
/// run as blink_web (<c>PullSchedule.Wishes.cs</c>); those without run as blink_engine.
/// </summary>
public sealed partial class PullSchedule([FromKeyedServices("engine")] NpgsqlDataSource engine, IOptions<PullOptions> options)
{
    /// <summary>
    /// Takes the lease of up to <paramref name="max"/> connections that are due, or whose worker stopped renewing its lease.
    /// Claim only what is run at once: a lease lasts <see cref="PullOptions.Lease"/> unless a running pull renews it.
    /// </summary>
    /// <param name="worker">Names this process in the table, for people who look.</param>
    /// <param name="max">Most connections to take.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public Task<IReadOnlyList<ClaimedPull>> ClaimDueAsync(string worker, int max, CancellationToken cancellationToken) =>
        ClaimAgainAsync(
            """
            WITH due AS MATERIALIZED (
              SELECT workspace_id, connection_id FROM pulls.schedules
              WHERE lease_until IS NULL AND next_pull_at <= (SELECT clock_timestamp())
              ORDER BY next_pull_at LIMIT $3 FOR UPDATE SKIP LOCKED),
            orphaned AS MATERIALIZED (
              SELECT workspace_id, connection_id FROM pulls.schedules
              WHERE lease_until <= (SELECT clock_timestamp()) ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED),
            taken AS (SELECT * FROM (SELECT * FROM orphaned UNION ALL SELECT * FROM due) candidates LIMIT $3)
            """,
            worker, command => command.With(max), cancellationToken);

    /// <summary>What waits for a worker, counted up to <paramref name="most"/>.</summary>
    public async Task<DueWork> DueAsync(int most, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float8 FROM (
              (SELECT next_pull_at AS at FROM pulls.schedules WHERE lease_until IS NULL AND next_pull_at <= (SELECT clock_timestamp()) ORDER BY next_pull_at LIMIT $1)
              UNION ALL
              (SELECT lease_until FROM pulls.schedules WHERE lease_until <= (SELECT clock_timestamp()) ORDER BY lease_until LIMIT $1)) due
            """);
        await using var reader = await command.With(most).ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var due = new DueWork(reader.GetInt64(0), TimeSpan.FromSeconds(reader.GetDouble(1)));
        PullMeter.Due(due);
        return due;
    }

    /// <summary>Takes the lease of one connection; null where it is not due or another worker has it.</summary>
    public async Task<ClaimedPull?> ClaimAsync(string worker, ConnectionKey key, CancellationToken cancellationToken) =>
        (await ClaimAgainAsync(
            """
            WITH taken AS MATERIALIZED (
              SELECT workspace_id, connection_id FROM pulls.schedules
              WHERE workspace_id = $3 AND connection_id = $4
                AND (lease_until <= clock_timestamp() OR (lease_until IS NULL AND next_pull_at <= clock_timestamp()))
              FOR UPDATE SKIP LOCKED)
            """,
            worker, command => command.With(key), cancellationToken)).SingleOrDefault();

    private async Task<IReadOnlyList<ClaimedPull>> ClaimAgainAsync(
        string taken, string worker, Action<NpgsqlCommand> parameters, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ClaimAsync(taken, worker, parameters, cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // Somebody asked for a pull between this statement's snapshot and its row lock: look again.
            }
        }
    }

    private async Task<IReadOnlyList<ClaimedPull>> ClaimAsync(
        string taken, string worker, Action<NpgsqlCommand> parameters, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Both texts are constants of this class.
        await using var command = engine.CreateCommand(
            taken + """
            , leased AS (
              UPDATE pulls.schedules s SET fence = s.fence + 1, worker = $1, lease_until = clock_timestamp() + $2,
                next_number = s.next_number + CASE WHEN o.number IS NULL THEN 1 ELSE 0 END
              FROM taken t LEFT JOIN LATERAL (
                SELECT p.number, p.state, p.trigger, p."full" FROM pulls.pulls p
                WHERE p.workspace_id = t.workspace_id AND p.connection_id = t.connection_id AND p.state IN ('queued', 'running', 'waiting')) o ON true
              WHERE s.workspace_id = t.workspace_id AND s.connection_id = t.connection_id
              RETURNING s.workspace_id, s.connection_id, s.fence, coalesce(o.number, s.next_number - 1) AS number,
                o.number IS NULL AS made, coalesce(o.state, 'queued') AS state, coalesce(o.trigger, CASE WHEN s.retries THEN 'retry' ELSE 'schedule' END) AS trigger, coalesce(o."full", false) AS "full",
                s.failures, s.interval_seconds, s.cron, s.time_zone, s.next_pull_at),
            made AS (
              INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, started_at)
              SELECT workspace_id, connection_id, number, 'running', trigger, clock_timestamp() FROM leased WHERE made),
            begun AS (
              UPDATE pulls.pulls p SET state = 'running', waiting_until = NULL, started_at = coalesce(p.started_at, clock_timestamp())
              FROM leased l WHERE NOT l.made AND p.workspace_id = l.workspace_id AND p.connection_id = l.connection_id AND p.number = l.number
                AND p.state IN ('queued', 'running', 'waiting'))
            SELECT workspace_id, connection_id, fence, number, trigger, "full", state <> 'queued',
              failures, interval_seconds, cron, time_zone, coalesce(extract(epoch FROM clock_timestamp() - next_pull_at), 0)::float8 FROM leased
            """);
#pragma warning restore CA2100
        command.With(worker).With(options.Value.Lease);
        parameters(command);
        var claimed = new List<ClaimedPull>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedPull
            {
                Key = new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)),
                Fence = reader.GetInt64(2),
                Number = reader.GetInt32(3),
                Trigger = reader.State<PullTrigger>(4),
                Full = reader.GetBoolean(5),
                Resumed = reader.GetBoolean(6),
                FailuresBefore = reader.GetInt32(7),
                Timing = TimingOf(reader, 8),
            });
            if (!claimed[^1].Resumed)
                PullMeter.Taken(TimeSpan.FromSeconds(reader.GetDouble(11)));
        }

        return claimed;
    }
}
