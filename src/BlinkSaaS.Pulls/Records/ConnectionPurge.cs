using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Pulls.Records;

/// <summary>Removes everything the engine keeps of a connection, in small commits; may be stopped and called again.</summary>
public sealed class ConnectionPurge([FromKeyedServices("engine")] NpgsqlDataSource engine)
{
    private const int Batch = 5_000;

    /// <summary>Bodies and records by ranges of ordinals, then what describes them. The schedule is gone already, so nobody writes.</summary>
    public async Task RunAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var connection = await engine.OpenConnectionAsync(cancellationToken);
        var last = await LastOrdinalAsync(connection, key, cancellationToken);
        for (var from = 0; from <= last; from += Batch)
        {
            await RunAsync(connection, key, from, cancellationToken,
                "DELETE FROM pulls.record_bodies WHERE workspace_id = $1 AND connection_id = $2 AND ordinal >= $3 AND ordinal < $4",
                "DELETE FROM pulls.records WHERE workspace_id = $1 AND connection_id + 0 = $2 AND ordinal >= $3 AND ordinal < $4");
        }

        await RunAsync(connection, key, 0, cancellationToken,
            "DELETE FROM pulls.stream_partitions WHERE workspace_id = $1 AND connection_id = $2",
            "DELETE FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2",
            "DELETE FROM pulls.pull_streams WHERE workspace_id = $1 AND connection_id = $2",
            "DELETE FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2",
            "DELETE FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2");
    }

    private static async Task<int> LastOrdinalAsync(NpgsqlConnection connection, ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(max(next_ordinal), 0) FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2", connection)
        {
            Parameters = { new() { Value = key.WorkspaceId }, new() { Value = key.ConnectionId } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, ConnectionKey key, int from, CancellationToken cancellationToken, params string[] statements)
    {
        foreach (var statement in statements)
        {
#pragma warning disable CA2100 // Constants of this class.
            await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
            command.Parameters.Add(new() { Value = key.WorkspaceId });
            command.Parameters.Add(new() { Value = key.ConnectionId });
            if (statement.Contains("$3", StringComparison.Ordinal))
            {
                command.Parameters.Add(new() { Value = from });
                command.Parameters.Add(new() { Value = from + Batch });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
