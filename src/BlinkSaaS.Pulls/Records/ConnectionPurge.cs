using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Pulls.Records;

/// <summary>
/// Removes everything the engine keeps of a connection, in small commits with a rest after each, so that whoever else uses the
/// database hardly notices; may be stopped and called again.
/// </summary>
public sealed class ConnectionPurge([FromKeyedServices("engine")] NpgsqlDataSource engine, TimeProvider clock)
{
    private const int Batch = 5_000;

    /// <summary>Rest after a commit, for each unit of its own time.</summary>
    private const double Rest = 1;

    private static readonly string[] Leftovers =
        ["walk_seen", "walks", "stream_drift", "stream_partitions", "streams", "pull_samples", "pull_events", "pull_streams", "pulls", "told", "schedules"];

    /// <summary>Stream by stream; the records last, then what describes them. The schedule is gone already, so nobody writes.</summary>
    public async Task RunAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var connection = await engine.OpenConnectionAsync(cancellationToken);
        foreach (var (stream, last) in await StreamsAsync(connection, key, cancellationToken))
        {
            await VersionsAsync(connection, stream, cancellationToken);
            for (var from = 0L; from <= last; from += Batch)
                await RangeAsync(connection, stream, (int)from, (int)Math.Min(from + Batch, int.MaxValue), cancellationToken);
        }

        foreach (var table in Leftovers)
        {
#pragma warning disable CA2100 // Constants of this class.
            await using var command = new NpgsqlCommand($"DELETE FROM pulls.{table} WHERE workspace_id = $1 AND connection_id = $2", connection);
#pragma warning restore CA2100
            await command.With(key).ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<List<(StreamKey, int)>> StreamsAsync(NpgsqlConnection connection, ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT stream_id, next_ordinal FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2", connection);
        await using var reader = await command.With(key).ExecuteReaderAsync(cancellationToken);
        var streams = new List<(StreamKey, int)>();
        while (await reader.ReadAsync(cancellationToken))
            streams.Add((new StreamKey(key, reader.GetInt32(0)), reader.GetInt32(1)));
        return streams;
    }

    /// <summary>In the order of the key, from where the batch before ended: what is gone is not stepped over again.</summary>
    private async Task VersionsAsync(NpgsqlConnection connection, StreamKey stream, CancellationToken cancellationToken)
    {
        for (var from = ""; from is not null;)
        {
            var at = from;
            from = await PacedAsync(connection, async batch =>
            {
                batch.Add(
                    """
                    WITH gone AS (DELETE FROM pulls.record_versions WHERE ctid = ANY (ARRAY(
                      SELECT ctid FROM pulls.record_versions WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key >= $4
                      ORDER BY key, valid_from LIMIT $5)) RETURNING key)
                    SELECT max(key COLLATE "C") FROM gone
                    """).With(stream).With(at).With(Batch);
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                return reader.Text(0);
            }, cancellationToken);
        }
    }

    private async Task RangeAsync(NpgsqlConnection connection, StreamKey stream, int from, int to, CancellationToken cancellationToken)
    {
        // A record has as many bodies as it had versions: a range of ordinals may take several commits.
        while (await PacedAsync(connection, async batch =>
        {
            var bodies = batch.Add(
                """
                DELETE FROM pulls.record_bodies WHERE ctid = ANY (ARRAY(
                  SELECT ctid FROM pulls.record_bodies WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND ordinal >= $4 AND ordinal < $5
                  LIMIT $6))
                """).With(stream).With(from).With(to).With(Batch);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return bodies.RecordsAffected;
        }, cancellationToken) >= Batch)
        {
        }

        await PacedAsync(connection, async batch =>
        {
            batch.Add("DELETE FROM pulls.records WHERE workspace_id = $1 AND connection_id + 0 = $2 AND stream_id + 0 = $3 AND ordinal >= $4 AND ordinal < $5")
                .With(stream).With(from).With(to);
            return await batch.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>One commit, then the rest. What a tenant's statistics say does not matter: everything goes by an index.</summary>
    private async Task<T> PacedAsync<T>(NpgsqlConnection connection, Func<NpgsqlBatch, Task<T>> work, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("SELECT set_config('enable_seqscan', 'off', true)");
        var result = await work(batch);
        await Task.Delay(clock.GetElapsedTime(began) * Rest, clock, cancellationToken);
        return result;
    }
}
