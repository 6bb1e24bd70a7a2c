using BlinkSaaS.Pulls.Records;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls;

/// <content>What people wish, in the web's own unit of work.</content>
public sealed partial class PullSchedule
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
    /// Pull now. A small pull that waits becomes a whole one; after one that runs, a whole one comes at once. Returns the number of the queued or already running pull (asking twice changes nothing), or null where the
    /// connection has no schedule, its credential was rejected and not swapped since, or its owner left.
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
              WHERE s.workspace_id = $1 AND s.connection_id = $2 AND coalesce(s.pause_reason, '') NOT IN ('credential', 'left') AND NOT EXISTS (
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
            """
            WITH small AS (
              UPDATE pulls.pulls SET trigger = 'person', started_by = $3, "full" = $4
              WHERE workspace_id = $1 AND connection_id = $2 AND state = 'queued' AND trigger = 'webhook' RETURNING 1),
            due AS (
              UPDATE pulls.schedules s SET next_pull_at = CASE WHEN EXISTS (SELECT FROM small) THEN clock_timestamp() ELSE s.next_pull_at END,
                regular_at = CASE WHEN EXISTS (SELECT FROM small) THEN NULL ELSE clock_timestamp() END
              WHERE s.workspace_id = $1 AND s.connection_id = $2 AND (EXISTS (SELECT FROM small) OR EXISTS (
                SELECT FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.state IN ('running', 'waiting') AND p.trigger = 'webhook')))
            SELECT number FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND state IN ('queued', 'running', 'waiting')
            """, connection, transaction);
        return await open.With(key).With(startedBy, NpgsqlDbType.Uuid).With(full).ExecuteScalarAsync(cancellationToken) as int?;
    }

    /// <summary>Stops pulling by itself. A queued pull is cancelled, a running one ends by itself.</summary>
    public static Task PauseAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, Guid? by, CancellationToken cancellationToken) =>
        PauseAsync(connection, transaction, key, PauseReason.Person, by, cancellationToken);

    /// <summary>
    /// The same for another reason. <see cref="PauseReason.Left"/> also stops a running pull at once, and outlasts every other
    /// reason: nobody can pull until the connection is resumed.
    /// </summary>
    public static async Task PauseAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, PauseReason reason, Guid? by, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, transaction, command => command.With(key).With(by, NpgsqlDbType.Uuid).With(reason.Name()),
            """
            WITH schedule AS (
              UPDATE pulls.schedules SET paused = true, pause_reason = $4, paused_by = $3, paused_at = clock_timestamp(), next_pull_at = NULL
              WHERE workspace_id = $1 AND connection_id = $2 AND (NOT paused OR $4 = 'left') RETURNING 1)
            UPDATE pulls.pulls SET state = 'cancelled', finished_at = clock_timestamp(), error = 'The connection was paused before this pull began.'
            WHERE workspace_id = $1 AND connection_id = $2 AND state = 'queued' AND EXISTS (SELECT FROM schedule)
            """, cancellationToken);
        if (reason == PauseReason.Left)
            await CancelAsync(connection, transaction, key, "The owner of the connection left the workspace.", DateTimeOffset.UnixEpoch, cancellationToken);
    }

    /// <summary>
    /// The credential was rejected elsewhere: no call is made with it until somebody swaps it. An open pull stops at once. False
    /// where the connection had stopped for that already, or for good.
    /// </summary>
    public static async Task<bool> RejectAsync(NpgsqlConnection engine, ConnectionKey key, string error, CancellationToken cancellationToken)
    {
        await using var transaction = await engine.BeginTransactionAsync(cancellationToken);
        await using var pause = new NpgsqlCommand(
            """
            UPDATE pulls.schedules SET paused = true, pause_reason = 'credential', paused_at = clock_timestamp(), next_pull_at = NULL
            WHERE workspace_id = $1 AND connection_id = $2 AND coalesce(pause_reason, '') NOT IN ('credential', 'left')
            """, engine, transaction);
        if (await pause.With(key).ExecuteNonQueryAsync(cancellationToken) == 0)
            return false;
        await CancelAsync(engine, transaction, key, error, DateTimeOffset.UnixEpoch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Stops the open pull: from the commit on nothing more of it is written, and its worker notices within seconds. What it
    /// had committed stays, and the next pull comes at its usual time. False where none was open.
    /// </summary>
    /// <param name="connection">The web's own.</param>
    /// <param name="transaction">The web's own.</param>
    /// <param name="key">Whose pull.</param>
    /// <param name="why">A sentence for the pull's page: who stopped it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public static async Task<bool> CancelAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, string why, DateTimeOffset now, CancellationToken cancellationToken)
    {
        int number;
        PullTiming timing;
        await using (var open = new NpgsqlCommand(
            """
            SELECT p.number, s.interval_seconds, s.cron, s.time_zone FROM pulls.schedules s
            JOIN pulls.pulls p ON p.workspace_id = s.workspace_id AND p.connection_id = s.connection_id AND p.state IN ('queued', 'running', 'waiting')
            WHERE s.workspace_id = $1 AND s.connection_id = $2
            """, connection, transaction))
        {
            await using var reader = await open.With(key).ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                return false;
            number = reader.GetInt32(0);
            timing = TimingOf(reader, 1);
        }

        await using var cancel = new NpgsqlCommand("SELECT pulls.cancel($1, $2, $3, $4, $5)", connection, transaction);
        cancel.With(key).With(number).With(JsonText.Sound(why)).With(timing.NextByClock(key, now), NpgsqlDbType.TimestampTz);
        return await cancel.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Pulls by itself again; also after the credential was swapped. The next pull is due at once.</summary>
    public static Task ResumeAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, transaction, command => command.With(key),
            """
            UPDATE pulls.schedules SET paused = false, pause_reason = NULL, paused_by = NULL, paused_at = NULL, failures = 0, next_pull_at = clock_timestamp()
            WHERE workspace_id = $1 AND connection_id = $2 AND paused
            """, cancellationToken);

    /// <summary>Changes how often: every so often. Nothing becomes due earlier than half the new interval from now.</summary>
    public static Task SetIntervalAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, TimeSpan interval, CancellationToken cancellationToken) =>
        SetTimingAsync(connection, transaction, key, new PullTiming { Interval = interval }, DateTimeOffset.UnixEpoch, cancellationToken);

    /// <summary>
    /// Changes how often or at which times. What is due stays due, an open pull goes on, and a retry that was to come soon gives
    /// way to the new time.
    /// </summary>
    public static Task SetTimingAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, PullTiming timing, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, transaction, command => command.With(key).With((int)timing.Interval.TotalSeconds)
            .With(timing.Cron, NpgsqlDbType.Text).With(timing.TimeZone).With(timing.NextByClock(key, now), NpgsqlDbType.TimestampTz),
            """
            UPDATE pulls.schedules s SET interval_seconds = $3, cron = $4, time_zone = $5, regular_at = NULL,
              next_pull_at = CASE WHEN paused THEN NULL
                WHEN lease_until IS NOT NULL OR (next_pull_at > clock_timestamp() AND NOT EXISTS (SELECT FROM pulls.pulls p
                  WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.state IN ('queued', 'running', 'waiting')))
                  THEN coalesce($6, pulls.next_slot($1, $2, $3)) ELSE next_pull_at END
            WHERE workspace_id = $1 AND connection_id = $2 AND (interval_seconds, coalesce(cron, ''), time_zone) IS DISTINCT FROM ($3, coalesce($4, ''), $5)
            """, cancellationToken);

    /// <summary>The clock of a workspace changed: its cron expressions mean other times from here on.</summary>
    public static async Task SetTimeZoneAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long workspaceId, string timeZone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var clocked = new List<(ConnectionKey Key, PullTiming Timing)>();
        await using (var find = new NpgsqlCommand(
            "SELECT connection_id, interval_seconds, cron, time_zone FROM pulls.schedules WHERE workspace_id = $1 AND cron IS NOT NULL", connection, transaction))
        {
            await using var reader = await find.With(workspaceId).ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                clocked.Add((new ConnectionKey(workspaceId, reader.GetInt32(0)), TimingOf(reader, 1)));
        }

        foreach (var (key, timing) in clocked)
            await SetTimingAsync(connection, transaction, key, timing with { TimeZone = timeZone }, now, cancellationToken);
    }

    /// <summary>Never pulls again: a running pull can commit nothing from here on.</summary>
    public static Task RemoveAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, transaction, command => command.With(key),
            """
            WITH schedule AS (DELETE FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2)
            UPDATE pulls.pulls SET state = 'cancelled', finished_at = clock_timestamp(), error = 'The connection was deleted.'
            WHERE workspace_id = $1 AND connection_id = $2 AND state IN ('queued', 'running', 'waiting')
            """, cancellationToken);

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Action<NpgsqlCommand> parameters, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var command = new NpgsqlCommand(sql, connection, transaction);
#pragma warning restore CA2100
        parameters(command);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static PullTiming TimingOf(NpgsqlDataReader reader, int at) =>
        new() { Interval = TimeSpan.FromSeconds(reader.GetInt32(at)), Cron = reader.Text(at + 1), TimeZone = reader.GetString(at + 2) };
}
