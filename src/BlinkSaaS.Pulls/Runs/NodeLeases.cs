using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// The leases of all pulls of this process, renewed with one statement a beat: ten thousand pulls that wait cost no more
/// statements than ten.
/// </summary>
internal sealed partial class NodeLeases(NpgsqlDataSource engine, PullOptions options, TimeProvider clock, ILogger log)
{
    private const int MaxRows = 1_000;

    private readonly ConcurrentDictionary<(ConnectionKey Key, long Fence), PullLease> _held = new();
    private readonly Lock _gate = new();
    private bool _beating;

    /// <summary>Keeps the lease of a pull alive until it is disposed of.</summary>
    public PullLease Hold(ClaimedPull pull)
    {
        var lease = new PullLease(engine, pull, clock.GetTimestamp(), Release);
        _held[(pull.Key, pull.Fence)] = lease;
        lock (_gate)
        {
            if (!_beating)
                _ = BeatAsync();
            _beating = true;
        }

        return lease;
    }

    private void Release(PullLease lease) => _held.TryRemove((lease.Pull.Key, lease.Pull.Fence), out _);

    /// <summary>Beats as long as there is something to hold.</summary>
    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(options.Beat, clock);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            foreach (var leases in _held.Values.Chunk(MaxRows))
                await RenewAsync(leases);
            lock (_gate)
            {
                if (_held.IsEmpty)
                {
                    _beating = false;
                    return;
                }
            }
        }
    }

    private async Task RenewAsync(PullLease[] leases)
    {
        var asked = clock.GetTimestamp();
        var renewed = await TryRenewAsync(leases);
        foreach (var lease in leases)
        {
            if (renewed?.Contains((lease.Pull.Key, lease.Pull.Fence)) is true)
                lease.RenewedAt = asked;
            else if (renewed is not null || clock.GetElapsedTime(lease.RenewedAt) >= options.Lease)
                Lose(lease);
        }
    }

    /// <summary>A lease that was given back meanwhile is not lost.</summary>
    private void Lose(PullLease lease)
    {
        if (!_held.ContainsKey((lease.Pull.Key, lease.Pull.Fence)))
            return;
        Release(lease);
        LogLost(log, lease.Pull.Number, lease.Pull.Key);
        lease.Lose();
    }

    /// <summary>
    /// Those that are held; null where the database did not answer: leases hold until their time is over. A pull that ended while
    /// this waited for its row has given its lease back: renewed, it would be taken for one whose worker died, and pulled again.
    /// </summary>
    private async Task<HashSet<(ConnectionKey, long)>?> TryRenewAsync(PullLease[] leases)
    {
        try
        {
            await using var command = engine.CreateCommand(
                """
                UPDATE pulls.schedules s SET lease_until = clock_timestamp() + $4
                FROM unnest($1, $2, $3) AS held (workspace_id, connection_id, fence)
                WHERE s.workspace_id = held.workspace_id AND s.connection_id = held.connection_id AND s.fence = held.fence
                  AND s.lease_until IS NOT NULL
                RETURNING s.workspace_id, s.connection_id, s.fence
                """);
            command.With(leases.Select(lease => lease.Pull.Key.WorkspaceId).ToArray())
                .With(leases.Select(lease => lease.Pull.Key.ConnectionId).ToArray())
                .With(leases.Select(lease => lease.Pull.Fence).ToArray()).With(options.Lease);
            command.CommandTimeout = (int)Math.Ceiling(options.Lease.TotalSeconds);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            var held = new HashSet<(ConnectionKey, long)>();
            while (await reader.ReadAsync(CancellationToken.None))
                held.Add((new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)), reader.GetInt64(2)));
            return held;
        }
#pragma warning disable CA1031 // The beat goes on, whatever keeps the database away.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotRenewed(log, leases.Length, e);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the lease of pull {Number} of connection {Connection}.")]
    private static partial void LogLost(ILogger log, int number, ConnectionKey connection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not renew the leases of {Count} pulls.")]
    private static partial void LogNotRenewed(ILogger log, int count, Exception exception);
}
