using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// Forgets the oldest pulls of connections that have more than are kept. A worker forgets a few at the end of a pull; what ends
/// without one (somebody cancels it before it begins, a connection is paused) is left to this.
/// </summary>
public sealed class PullRetention([FromKeyedServices("engine")] NpgsqlDataSource engine, IOptions<PullOptions> options)
{
    /// <summary>A worker forgets every few pulls only, so that these few are no work.</summary>
    private const int Slack = 20;

    /// <summary>A connection at a time; may be stopped and called again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, last) in await CrowdedAsync(cancellationToken))
            await PullRows.ForgetAsync(engine, key, last - options.Value.PullsKept, cancellationToken);
    }

    private async Task<List<(ConnectionKey Key, int Last)>> CrowdedAsync(CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            "SELECT workspace_id, connection_id, max(number) FROM pulls.pulls GROUP BY workspace_id, connection_id HAVING max(number) - min(number) >= $1");
        command.With(options.Value.PullsKept + Slack).CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var crowded = new List<(ConnectionKey, int)>();
        while (await reader.ReadAsync(cancellationToken))
            crowded.Add((new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)), reader.GetInt32(2)));
        return crowded;
    }
}
