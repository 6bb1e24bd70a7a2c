using Microsoft.Extensions.Logging;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>Keeps the lease of one pull alive while it runs, and tells when it is lost.</summary>
internal sealed partial class PullLease : IAsyncDisposable
{
    private readonly NpgsqlDataSource _engine;
    private readonly ClaimedPull _pull;
    private readonly PullOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _beats;

    public PullLease(NpgsqlDataSource engine, ClaimedPull pull, PullOptions options, TimeProvider clock, ILogger log)
    {
        (_engine, _pull, _options, _clock, _log) = (engine, pull, options, clock, log);
        _beats = BeatAsync();
    }

    /// <summary>Cancelled when another worker may hold the pull.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Gives the lease back at once: the pull is due, and the next worker goes on at its checkpoints.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        await using var command = _engine.CreateCommand(
            """
            UPDATE pulls.schedules s SET lease_until = NULL, worker = NULL,
              next_pull_at = CASE WHEN EXISTS (
                SELECT FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.state IN ('queued', 'running', 'waiting'))
                THEN clock_timestamp() ELSE s.next_pull_at END
            WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.fence = $3
            """);
        await command.With(_pull.Key).With(_pull.Fence).ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _beats;
        _over.Dispose();
        _lost.Dispose();
    }

    private async Task BeatAsync()
    {
        var renewed = _clock.GetTimestamp();
        using var timer = new PeriodicTimer(_options.Beat, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                var asked = _clock.GetTimestamp();
                var held = await TryRenewAsync();
                if (held is true)
                    renewed = asked;
                if (held is false || _clock.GetElapsedTime(renewed) >= _options.Lease)
                {
                    LogLost(_log, _pull.Number, _pull.Key);
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The pull is over.
        }
    }

    /// <summary>Null where the database did not answer: the lease holds until its time is over.</summary>
    private async Task<bool?> TryRenewAsync()
    {
        try
        {
            await using var command = _engine.CreateCommand(
                """
                UPDATE pulls.schedules SET lease_until = clock_timestamp() + $4
                WHERE workspace_id = $1 AND connection_id = $2 AND fence = $3
                """);
            command.With(_pull.Key).With(_pull.Fence).With(_options.Lease);
            return await command.ExecuteNonQueryAsync(_over.Token) == 1;
        }
        catch (NpgsqlException e)
        {
            LogNotRenewed(_log, _pull.Number, _pull.Key, e);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the lease of pull {Number} of connection {Connection}.")]
    private static partial void LogLost(ILogger log, int number, ConnectionKey connection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not renew the lease of pull {Number} of connection {Connection}.")]
    private static partial void LogNotRenewed(ILogger log, int number, ConnectionKey connection, Exception exception);
}
