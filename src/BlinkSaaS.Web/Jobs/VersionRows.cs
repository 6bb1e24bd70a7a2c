using System.Text.Json;
using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Hosting.Database;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Web.Jobs;

/// <summary>A connection as it stands between versions of its plugin.</summary>
/// <param name="Key">The connection.</param>
/// <param name="Source">Key of its source.</param>
/// <param name="Version">The version that it is on; null where that was never said.</param>
/// <param name="Offered">Another one that was looked at, or is wanted.</param>
/// <param name="Offer">Why it is not on that.</param>
/// <param name="OfferedAt">When that was looked at.</param>
/// <param name="Streams">The streams that a person chose; null for the source's own selection.</param>
public sealed record VersionRow(ConnectionKey Key, string Source, string? Version, string? Offered, VersionOffer? Offer, DateTimeOffset? OfferedAt, IReadOnlyList<string>? Streams);

/// <summary>Reads and moves connections between versions for no person in particular, as the engine's role.</summary>
public sealed class VersionRows([FromKeyedServices(DatabaseConnections.EngineKey)] NpgsqlDataSource engine)
{
    /// <summary>Those of a source that are not on a version, in the order of their keys.</summary>
    public Task<IReadOnlyList<VersionRow>> NotOnAsync(string source, string version, CancellationToken cancellationToken) =>
        ReadAsync("c.source_key = $1 AND (c.plugin_version < $2 OR c.plugin_version > $2 OR c.plugin_version IS NULL)", cancellationToken, source, version);

    /// <summary>Those for which somebody said that they are to move, whatever it breaks.</summary>
    public Task<IReadOnlyList<VersionRow>> DecidedAsync(CancellationToken cancellationToken) =>
        ReadAsync("c.offer IN ('Wanted', 'Back')", cancellationToken);

    /// <summary>
    /// Moves one and writes it into the audit log. False where a pull of it is open, which ends on the version that it began
    /// with, or where it was changed meanwhile.
    /// </summary>
    /// <param name="row">The connection as it was read.</param>
    /// <param name="to">The version.</param>
    /// <param name="anew">Whether everything is read anew: an earlier version cannot be expected to read a later one's checkpoints.</param>
    /// <param name="why">Rest of the sentence in the audit log.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public async Task<bool> MoveAsync(VersionRow row, string to, bool anew, string why, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand("SELECT move_connection($1, $2, $3, $4, $5, $6)");
        Add(command, row.Key.WorkspaceId, row.Key.ConnectionId);
        command.Parameters.Add(new() { Value = (object?)row.Version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        Add(command, to, anew, why);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Says which version a connection is on that is on it already.</summary>
    public async Task NameAsync(VersionRow row, string version, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand("SELECT name_version($1, $2, $3)");
        Add(command, row.Key.WorkspaceId, row.Key.ConnectionId, version);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps why a connection stays where it is.</summary>
    public async Task KeepOfferAsync(VersionRow row, string version, VersionOffer offer, string problem, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand("SELECT offer_version($1, $2, $3, $4, $5)");
        Add(command, row.Key.WorkspaceId, row.Key.ConnectionId, version, offer.ToString(), problem);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<VersionRow>> ReadAsync(string condition, CancellationToken cancellationToken, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = engine.CreateCommand(
            $"""
            SELECT c.workspace_id, c.id, c.source_key, c.plugin_version, c.offered_version, c.offer, c.offered_at, c.settings FROM connections c JOIN workspaces w ON w.id = c.workspace_id
            WHERE {condition} AND c.deleted_at IS NULL AND c.purge_at IS NULL AND w.deleted_at IS NULL ORDER BY c.workspace_id, c.id
            """);
#pragma warning restore CA2100
        Add(command, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<VersionRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new VersionRow(
                new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)), reader.GetString(2), Text(3), Text(4), Text(5) is { } offer ? Enum.Parse<VersionOffer>(offer) : null,
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                ChosenStreams.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(7))!)));
        }

        return rows;

        string? Text(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
    }
}
