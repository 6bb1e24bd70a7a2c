using System.Text.Json;
using BlinkSaaS.Pulls;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Demo;
using BlinkSaaS.Web.Hosting.Database;
using Npgsql;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Opens connections for the engine, as its role: credentials and nothing else.</summary>
public sealed class PullConnections(
    [FromKeyedServices(DatabaseConnections.EngineKey)] NpgsqlDataSource engine, ConnectionSecrets secrets, SourceCatalog catalog, DemoState demo) : IPullConnections
{
    /// <inheritdoc />
    public Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken) => OpenAsync(key, null, cancellationToken);

    /// <summary>The same with another version of the plugin than the connection is on; null for that one.</summary>
    public async Task<PullConnection?> OpenAsync(ConnectionKey key, string? with, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            "SELECT c.source_key, c.settings, c.secrets, c.budget_key, c.public_id, w.is_demo, c.plugin_version FROM connections c JOIN workspaces w ON w.id = c.workspace_id WHERE c.workspace_id = $1 AND c.id = $2 AND c.deleted_at IS NULL AND c.purge_at IS NULL AND w.deleted_at IS NULL");
        command.Parameters.Add(new() { Value = key.WorkspaceId });
        command.Parameters.Add(new() { Value = key.ConnectionId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        // Without its simulator a demo connection would send made-up tokens to the real API.
        if (reader.GetBoolean(5) && demo.Tokens.Count == 0)
            return null;
        var source = reader.GetString(0);
        var version = with ?? (reader.IsDBNull(6) ? null : reader.GetString(6));
        var plugin = catalog.Find(source, version) ?? throw new SourceNotUsableException($"The source {source} is not available on this instance. Nothing is lost; pulls go on when it is back.");
        var settings = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(1))!;
        return new PullConnection(
            new SourceCredentials
            {
                SourceKey = source,
                // As it is now: what is opened with it stays on this version, whatever the connection moves to meanwhile.
                Version = plugin.Version,
                Settings = ChosenStreams.Without(settings),
                Secrets = secrets.Unprotect(reader.GetString(4), reader.GetFieldValue<byte[]>(2)),
            },
            reader.GetString(3),
            plugin.Descriptor!.RateLimit)
        {
            Streams = ChosenStreams.Of(settings)?.ToHashSet(StringComparer.Ordinal),
        };
    }
}
