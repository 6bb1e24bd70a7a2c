using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// When connections are pulled. The members that take a connection and a transaction are for the web's own unit of work and
/// run as blink_web; those without run as blink_engine.
/// </summary>
public sealed class PullSchedule([FromKeyedServices("engine")] NpgsqlDataSource engine)
{
    /// <summary>Begins to pull a new connection: the first pull is queued and due at once.</summary>
    public static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, TimeSpan interval, Guid? startedBy, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Pull now. Returns the number of the queued or already running pull (asking twice changes nothing), or null where the
    /// connection has no schedule or its credential was rejected and not swapped since.
    /// </summary>
    public static Task<int?> RequestAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, Guid? startedBy, bool full, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Stops pulling by itself. A queued pull is cancelled, a running one ends by itself.</summary>
    public static Task PauseAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, Guid? by, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Pulls by itself again; also after the credential was swapped. The next pull is due at once.</summary>
    public static Task ResumeAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Changes how often. Nothing becomes due earlier than half the new interval from now.</summary>
    public static Task SetIntervalAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, TimeSpan interval, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Never pulls again: a running pull can commit nothing from here on.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Takes the lease of up to <paramref name="max"/> connections that are due, or whose worker stopped renewing its lease.
    /// Claim only what is run at once: a lease lasts <see cref="PullOptions.Lease"/> unless a running pull renews it.
    /// </summary>
    public Task<IReadOnlyList<ClaimedPull>> ClaimDueAsync(string worker, int max, CancellationToken cancellationToken) { _ = engine; throw new NotImplementedException(); }

    /// <summary>The same for one connection; null where it is not due or another worker has it.</summary>
    public Task<ClaimedPull?> ClaimAsync(string worker, ConnectionKey key, CancellationToken cancellationToken) => throw new NotImplementedException();
}
