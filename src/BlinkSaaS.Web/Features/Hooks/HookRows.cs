using System.Security.Cryptography;
using System.Text.Json;
using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;
using BlinkSaaS.Web.Hosting.Database;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>A connection's webhooks as the job and the receiver know them.</summary>
/// <param name="Key">The connection.</param>
/// <param name="Source">Key of its source.</param>
/// <param name="Address">Last part of the address.</param>
/// <param name="IsOn">Whether a person wants them.</param>
/// <param name="IsWanted">Whether there should be any now: switched on, and neither paused nor going away.</param>
/// <param name="Subscriptions">What the source has; null where nothing is registered.</param>
public sealed record HookRow(ConnectionKey Key, string Source, string Address, bool IsOn, bool IsWanted, IReadOnlyList<WebhookSubscription>? Subscriptions)
{
    /// <summary>The version of the plugin that the connection is on; null where that was never said.</summary>
    public string? Version { get; init; }
}

/// <summary>Reads and writes webhooks for no person in particular, as the engine's role.</summary>
public sealed class HookRows([FromKeyedServices(DatabaseConnections.EngineKey)] NpgsqlDataSource engine, IDataProtectionProvider protection)
{
    private const string Row =
        """
        SELECT w.workspace_id, w.connection_id, c.source_key, w.address, w.subscriptions,
          w.is_on AND NOT coalesce(s.paused, true) AND c.deleted_at IS NULL AND c.purge_at IS NULL, w.is_on, c.plugin_version
        FROM connection_webhooks w JOIN connections c ON c.workspace_id = w.workspace_id AND c.id = w.connection_id
        LEFT JOIN pulls.schedules s ON s.workspace_id = w.workspace_id AND s.connection_id = w.connection_id
        """;

    /// <summary>Of one connection.</summary>
    public async Task<HookRow?> FindAsync(ConnectionKey key, CancellationToken cancellationToken) =>
        (await ReadAsync($"{Row} WHERE w.workspace_id = $1 AND w.connection_id = $2", cancellationToken, key.WorkspaceId, key.ConnectionId)).SingleOrDefault();

    /// <summary>By the address that an event came to.</summary>
    public async Task<HookRow?> FindAsync(string source, string address, CancellationToken cancellationToken) =>
        (await ReadAsync($"{Row} WHERE w.address = $1 AND c.source_key = $2", cancellationToken, address, source)).SingleOrDefault();

    /// <summary>Those whose time to be looked after has come.</summary>
    public async Task<IReadOnlyList<ConnectionKey>> DueAsync(int most, CancellationToken cancellationToken) =>
        [.. (await ReadAsync($"{Row} WHERE w.next_check_at <= (SELECT clock_timestamp()) ORDER BY w.next_check_at LIMIT $1", cancellationToken, most)).Select(row => row.Key)];

    /// <summary>Keeps what the source has now; null for nothing.</summary>
    public async Task KeepAsync(HookRow row, IReadOnlyList<WebhookSubscription>? subscriptions, string? problem, TimeSpan? next, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            UPDATE connection_webhooks SET subscriptions = $3, number = $4, problem = $5, checked_at = clock_timestamp(), next_check_at = clock_timestamp() + $6
            WHERE workspace_id = $1 AND connection_id = $2
            """);
        command.Parameters.Add(new() { Value = row.Key.WorkspaceId });
        command.Parameters.Add(new() { Value = row.Key.ConnectionId });
        command.Parameters.Add(new() { Value = subscriptions is null ? DBNull.Value : Protector(row.Address).Protect(JsonSerializer.SerializeToUtf8Bytes(subscriptions)), NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = subscriptions?.Count ?? 0 });
        command.Parameters.Add(new() { Value = (object?)problem ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)next ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes note that an event came; a flood writes now and then.</summary>
    public async Task NoteAsync(HookRow row, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            UPDATE connection_webhooks SET last_event_at = clock_timestamp()
            WHERE workspace_id = $1 AND connection_id = $2 AND coalesce(last_event_at < clock_timestamp() - interval '10 s', true)
            """);
        command.Parameters.Add(new() { Value = row.Key.WorkspaceId });
        command.Parameters.Add(new() { Value = row.Key.ConnectionId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<HookRow>> ReadAsync(string query, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = engine.CreateCommand(query);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<HookRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var address = reader.GetString(3);
            rows.Add(new HookRow(
                new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)), reader.GetString(2), address, reader.GetBoolean(6), reader.GetBoolean(5),
                await reader.IsDBNullAsync(4, cancellationToken) ? null : Unprotect(address, reader.GetFieldValue<byte[]>(4)))
            {
                Version = await reader.IsDBNullAsync(7, cancellationToken) ? null : reader.GetString(7),
            });
        }

        return rows;
    }

    /// <summary>What cannot be decrypted any more is made anew.</summary>
    private List<WebhookSubscription>? Unprotect(string address, byte[] encrypted)
    {
        try
        {
            return JsonSerializer.Deserialize<List<WebhookSubscription>>(Protector(address).Unprotect(encrypted));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string address) => protection.CreateProtector("webhook secrets", address);
}
