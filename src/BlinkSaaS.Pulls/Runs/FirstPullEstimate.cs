using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>Keeps what the check of a new connection said about its first pull.</summary>
public static class FirstPullEstimate
{
    /// <summary>In the transaction that makes the connection, as blink_web.</summary>
    public static async Task KeepAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectionKey key, long calls, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE pulls.pulls SET estimated_calls = $3 WHERE workspace_id = $1 AND connection_id = $2 AND number = 1", connection, transaction);
        await command.With(key).With(calls).ExecuteNonQueryAsync(cancellationToken);
    }
}
