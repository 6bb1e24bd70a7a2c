using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Pulls.Records;

/// <summary>
/// Does what a person decided about held walks: deletes what they did not see, or keeps it. In small commits behind the stream's
/// lock, as pages are; may be stopped and called again.
/// </summary>
public sealed class SettleWalks([FromKeyedServices("engine")] NpgsqlDataSource engine)
{
    /// <summary>
    /// Takes a person's decision about a held walk; whoever calls has proven the right to manage the connection. False where a newer
    /// walk has taken its place, or somebody was first.
    /// </summary>
    public async Task<bool> DecideAsync(ConnectionKey connection, int streamId, int walk, bool deleted, Guid by, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            UPDATE pulls.walks SET decision = $5, decided_by = $6, decided_at = clock_timestamp()
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4 AND state = 'held' AND decision IS NULL
            """);
        command.With(connection).With(streamId).With(walk).With(deleted ? "deleted" : "kept").With(by);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Connections with decisions that are still to be done.</summary>
    public async Task<IReadOnlyList<ConnectionKey>> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            "SELECT DISTINCT workspace_id, connection_id FROM pulls.walks WHERE state = 'held' AND decision IS NOT NULL");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var waiting = new List<ConnectionKey>();
        while (await reader.ReadAsync(cancellationToken))
            waiting.Add(new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)));
        return waiting;
    }

    /// <summary>All that wait for it, of one connection.</summary>
    public async Task RunAsync(ConnectionKey connection, CancellationToken cancellationToken)
    {
        foreach (var (stream, walk, deleted) in await DecidedAsync(connection, cancellationToken))
        {
            if (deleted)
                await DeleteAsync(stream, walk, cancellationToken);
            await EndAsync(stream, walk.Walk.Id, cancellationToken);
        }
    }

    private async Task<List<(StreamKey, CompleteWalk, bool)>> DecidedAsync(ConnectionKey connection, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            SELECT stream_id, decision, walk_id, started_at, below_ordinal, candidates, kept FROM pulls.walks
            WHERE workspace_id = $1 AND connection_id = $2 AND state = 'held' AND decision IS NOT NULL ORDER BY stream_id, walk_id
            """);
        await using var reader = await command.With(connection).ExecuteReaderAsync(cancellationToken);
        var decided = new List<(StreamKey, CompleteWalk, bool)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var walk = new Walk(reader.GetInt32(2), reader.GetDateTime(3), reader.GetInt32(4), true);
            decided.Add((
                new StreamKey(connection, reader.GetInt32(0)),
                new CompleteWalk(walk, [], [], reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6)),
                reader.GetString(1) == "deleted"));
        }

        return decided;
    }

    private async Task DeleteAsync(StreamKey stream, CompleteWalk walk, CancellationToken cancellationToken)
    {
        var candidates = OrdinalSet.Of(walk.Walk.BelowOrdinal, walk.Candidates);
        foreach (var chunk in candidates.Members().Chunk(Sweep.Chunk))
        {
            await using var work = await BeginAsync(cancellationToken);
            var now = await NowAsync(work, stream, cancellationToken);

            // A pull that runs meanwhile may have seen some of them again: they are there, whatever was thought.
            var seen = await SeenSinceAsync(work, stream, walk.Walk, cancellationToken);
            await Sweep.DeleteAsync(work, stream, [.. chunk.Where(ordinal => !seen.Contains(ordinal))], walk.Walk.StartedAt, now, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }
    }

    /// <summary>The walk is one without doubts now. What was kept is no candidate until it is seen again.</summary>
    private async Task EndAsync(StreamKey stream, int walk, CancellationToken cancellationToken)
    {
        await using var work = await BeginAsync(cancellationToken);
        await using (var read = work.Command(
            """
            SELECT below_ordinal, candidates, kept, decision FROM pulls.walks
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4 AND state = 'held' FOR UPDATE
            """))
        {
            byte[] kept;
            await using (var reader = await read.With(stream).With(walk).ExecuteReaderAsync(cancellationToken))
            {
                if (!await reader.ReadAsync(cancellationToken))
                    return;
                var set = OrdinalSet.Of(reader.GetInt32(0), reader.GetFieldValue<byte[]>(2));
                if (reader.GetString(3) == "kept")
                    set.Add(reader.GetFieldValue<byte[]>(1));
                kept = OrdinalRuns.Encode(set.Members());
            }

            await using var end = work.Command(
                """
                UPDATE pulls.walks SET state = 'done', candidates = '', unseen = 0, kept = $5
                WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4
                """);
            await end.With(stream).With(walk).With(kept).ExecuteNonQueryAsync(cancellationToken);
        }

        await work.CommitAsync(cancellationToken);
    }

    private async Task<FencedWork> BeginAsync(CancellationToken cancellationToken)
    {
        var work = await FencedWork.OpenAsync(engine, cancellationToken);
        await using var settings = work.Command(FencedWork.Settings);
        await settings.ExecuteNonQueryAsync(cancellationToken);
        return work;
    }

    private static async Task<DateTime> NowAsync(FencedWork work, StreamKey stream, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            """
            SELECT greatest(clock_timestamp(), latest + interval '1 microsecond') FROM pulls.streams
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 FOR UPDATE
            """);
        return (DateTime)(await command.With(stream).ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<OrdinalSet> SeenSinceAsync(FencedWork work, StreamKey stream, Walk walk, CancellationToken cancellationToken)
    {
        var seen = new OrdinalSet(walk.BelowOrdinal);
        await using var command = work.Command(
            "SELECT ordinals FROM pulls.walk_seen WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id > $4");
        await using var reader = await command.With(stream).With(walk.Id).ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            seen.Add(reader.GetFieldValue<byte[]>(0));
        return seen;
    }
}
