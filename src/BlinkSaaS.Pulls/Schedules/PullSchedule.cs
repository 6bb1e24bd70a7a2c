using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls;

/// <summary>
/// When connections are pulled. The members that take a connection and a transaction are for the web's own unit of work and
/// run as blink_web; those without run as blink_engine.
/// </summary>
public sealed class PullSchedule([FromKeyedServices("engine")] NpgsqlDataSource engine, IOptions<PullOptions> options)
{
    /// <summary>Begins to pull a new connection: the first pull is queued and due at once.</summary>
    public static async Task AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, TimeSpan interval, Guid? startedBy, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH schedule AS (
              INSERT INTO pulls.schedules (workspace_id, connection_id, interval_seconds, next_pull_at, next_number)
              VALUES ($1, $2, $3, clock_timestamp(), 2))
            INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, started_by, "full")
            VALUES ($1, $2, 1, 'queued', 'first', $4, true)
            """, connection, transaction);
        command.With(key).With((int)interval.TotalSeconds).With(startedBy, NpgsqlDbType.Uuid);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Pull now. Returns the number of the queued or already running pull (asking twice changes nothing), or null where the
    /// connection has no schedule or its credential was rejected and not swapped since.
    /// </summary>
    public static async Task<int?> RequestAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, Guid? startedBy, bool full, CancellationToken cancellationToken)
    {
        // The row lock of the schedule makes two requests take turns; the second may not see the first one's pull yet, but
        // meets it in the index of open pulls. A number may be left out then.
        await using var command = new NpgsqlCommand(
            """
            WITH schedule AS (
              UPDATE pulls.schedules s SET next_number = s.next_number + 1, next_pull_at = clock_timestamp()
              WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.pause_reason IS DISTINCT FROM 'credential' AND NOT EXISTS (
                SELECT FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.state IN ('queued', 'running', 'waiting'))
              RETURNING s.next_number - 1 AS number)
            INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, started_by, "full")
            SELECT $1, $2, number, 'queued', 'person', $3, $4 FROM schedule
            ON CONFLICT (workspace_id, connection_id) WHERE state IN ('queued', 'running', 'waiting') DO NOTHING
            RETURNING number
            """, connection, transaction);
        command.With(key).With(startedBy, NpgsqlDbType.Uuid).With(full);
        if (await command.ExecuteScalarAsync(cancellationToken) is int number)
            return number;
        await using var open = new NpgsqlCommand(
            "SELECT number FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND state IN ('queued', 'running', 'waiting')",
            connection, transaction);
        return await open.With(key).ExecuteScalarAsync(cancellationToken) as int?;
    }

    /// <summary>Stops pulling by itself. A queued pull is cancelled, a running one ends by itself.</summary>
    public static Task PauseAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, Guid? by, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, transaction, command => command.With(key).With(by, NpgsqlDbType.Uuid),
            """
            WITH schedule AS (
              UPDATE pulls.schedules SET paused = true, pause_reason = 'person', paused_by = $3, paused_at = clock_timestamp(), next_pull_at = NULL
              WHERE workspace_id = $1 AND connection_id = $2 AND NOT paused RETURNING 1)
            UPDATE pulls.pulls SET state = 'cancelled', finished_at = clock_timestamp(), error = 'The connection was paused before this pull began.'
            WHERE workspace_id = $1 AND connection_id = $2 AND state = 'queued' AND EXISTS (SELECT FROM schedule)
            """, cancellationToken);

    /// <summary>Pulls by itself again; also after the credential was swapped. The next pull is due at once.</summary>
    public static Task ResumeAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, transaction, command => command.With(key),
            """
            UPDATE pulls.schedules SET paused = false, pause_reason = NULL, paused_by = NULL, paused_at = NULL, next_pull_at = clock_timestamp()
            WHERE workspace_id = $1 AND connection_id = $2 AND paused
            """, cancellationToken);

    /// <summary>Changes how often. Nothing becomes due earlier than half the new interval from now.</summary>
    public static Task SetIntervalAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, TimeSpan interval, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, transaction, command => command.With(key).With((int)interval.TotalSeconds),
            """
            UPDATE pulls.schedules SET interval_seconds = $3,
              next_pull_at = CASE WHEN next_pull_at > clock_timestamp() THEN pulls.next_slot($1, $2, $3) ELSE next_pull_at END
            WHERE workspace_id = $1 AND connection_id = $2 AND interval_seconds <> $3
            """, cancellationToken);

    /// <summary>Never pulls again: a running pull can commit nothing from here on.</summary>
    public static Task RemoveAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, transaction, command => command.With(key),
            """
            WITH schedule AS (DELETE FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2)
            UPDATE pulls.pulls SET state = 'cancelled', finished_at = clock_timestamp(), error = 'The connection was deleted.'
            WHERE workspace_id = $1 AND connection_id = $2 AND state IN ('queued', 'running', 'waiting')
            """, cancellationToken);

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
              WHERE lease_until IS NULL AND next_pull_at <= clock_timestamp()
              ORDER BY next_pull_at LIMIT $3 FOR UPDATE SKIP LOCKED),
            orphaned AS MATERIALIZED (
              SELECT workspace_id, connection_id FROM pulls.schedules
              WHERE lease_until <= clock_timestamp() ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED),
            taken AS (SELECT * FROM (SELECT * FROM orphaned UNION ALL SELECT * FROM due) candidates LIMIT $3)
            """,
            worker, command => command.With(max), cancellationToken);

    /// <summary>The same for one connection; null where it is not due or another worker has it.</summary>
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
                o.number IS NULL AS made, coalesce(o.state, 'queued') AS state, coalesce(o.trigger, 'schedule') AS trigger, coalesce(o."full", false) AS "full"),
            made AS (
              INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, started_at)
              SELECT workspace_id, connection_id, number, 'running', 'schedule', clock_timestamp() FROM leased WHERE made),
            begun AS (
              UPDATE pulls.pulls p SET state = 'running', waiting_until = NULL, started_at = coalesce(p.started_at, clock_timestamp())
              FROM leased l WHERE NOT l.made AND p.workspace_id = l.workspace_id AND p.connection_id = l.connection_id AND p.number = l.number
                AND p.state IN ('queued', 'running', 'waiting'))
            SELECT workspace_id, connection_id, fence, number, trigger, "full", state <> 'queued' FROM leased
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
            });
        }

        return claimed;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Action<NpgsqlCommand> parameters, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var command = new NpgsqlCommand(sql, connection, transaction);
#pragma warning restore CA2100
        parameters(command);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
