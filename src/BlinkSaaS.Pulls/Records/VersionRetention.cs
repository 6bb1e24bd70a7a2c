using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BlinkSaaS.Pulls.Records;

/// <summary>Removes versions that ended longer ago than they are kept, with their bodies. Off unless an operator says how long.</summary>
public sealed class VersionRetention([FromKeyedServices("engine")] NpgsqlDataSource engine, IOptions<PullOptions> options, TimeProvider clock)
{
    private const int Batch = 5_000;

    /// <summary>In small commits; may be stopped and called again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.KeepVersions is not { } keep)
            return;
        var before = clock.GetUtcNow().UtcDateTime - keep;
        foreach (var stream in await StreamsAsync(cancellationToken))
        {
            while (await RemoveAsync(stream, before, cancellationToken) == Batch)
            {
            }
        }
    }

    private async Task<List<StreamKey>> StreamsAsync(CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand("SELECT workspace_id, connection_id, stream_id FROM pulls.streams");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var streams = new List<StreamKey>();
        while (await reader.ReadAsync(cancellationToken))
            streams.Add(new StreamKey(new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)), reader.GetInt32(2)));
        return streams;
    }

    private async Task<long> RemoveAsync(StreamKey stream, DateTime before, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            WITH old AS (
              DELETE FROM pulls.record_versions WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM pulls.record_versions WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND valid_to < $4
                ORDER BY valid_to LIMIT $5)) RETURNING ordinal, valid_from),
            bodies AS (
              DELETE FROM pulls.record_bodies b USING old CROSS JOIN LATERAL (SELECT ctid AS place FROM pulls.record_bodies
                WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND ordinal = old.ordinal AND valid_from = old.valid_from LIMIT 1) found
              WHERE b.ctid = found.place)
            SELECT count(*) FROM old
            """);
        return (long)(await command.With(stream).With(before).With(Batch).ExecuteScalarAsync(cancellationToken))!;
    }
}
