using BlinkSaaS.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Records;

/// <summary>
/// Begins the walk of a stream, or takes up the one that this pull began. Where the stream brings only what changed, and no
/// complete walk is due, there is none.
/// </summary>
internal sealed class WalkBegin(NpgsqlDataSource engine)
{
    /// <param name="pull">The pull that reads it.</param>
    /// <param name="key">The stream.</param>
    /// <param name="stream">As discovered.</param>
    /// <param name="partitions">Keys of all its partitions.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="LeaseLostException">Another worker holds the pull.</exception>
    public async Task<Walk?> RunAsync(
        ClaimedPull pull, StreamKey key, StreamDescriptor stream, IReadOnlyCollection<string> partitions, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        var stand = await StandAsync(work, key, pull.Number, stream.CompleteWalkEvery, cancellationToken);
        if (stand.Own is { } own)
            return own;
        await AbandonAsync(work, key, cancellationToken);
        Walk? walk = null;

        // A partition that this pull read before the walk was there has no marks: nothing could be concluded.
        if (!stand.ReadBefore && (!stream.Incremental || pull.Full || !stand.HasCheckpoint || stand.IsDue))
        {
            await using var batch = work.Batch();
            AddInsert(batch, key, pull.Number, partitions);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            walk = await InsertedAsync(reader, pull.Number, cancellationToken);
        }

        await work.CommitAsync(cancellationToken);
        return walk;
    }

    /// <summary>The same where the pull knows that it has none yet and that none was left open, in one round trip.</summary>
    /// <exception cref="LeaseLostException">Another worker holds the pull.</exception>
    public async Task<Walk> AnewAsync(ClaimedPull pull, StreamKey key, IReadOnlyCollection<string> partitions, CancellationToken cancellationToken)
    {
        await using var batch = FencedBatch.Begin(engine, pull);
        AddInsert(batch, key, pull.Number, partitions);
        await using var reader = await FencedBatch.ReadAsync(batch, cancellationToken);
        return await InsertedAsync(reader, pull.Number, cancellationToken);
    }

    private static async Task<(Walk? Own, bool ReadBefore, bool HasCheckpoint, bool IsDue)> StandAsync(
        FencedWork work, StreamKey key, int number, TimeSpan? every, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            """
            SELECT w.walk_id, w.started_at, w.below_ordinal, w.state NOT IN ('walking', 'sweeping'), p.read_before, p.has_checkpoint,
              coalesce((SELECT max(l.started_at) FROM pulls.walks l WHERE l.workspace_id = $1 AND l.connection_id = $2 AND l.stream_id = $3)
                <= clock_timestamp() - $5::interval, true)
            FROM (SELECT coalesce(bool_or(p.number = $4), false) AS read_before, coalesce(bool_or(p.checkpoint IS NOT NULL), false) AS has_checkpoint
              FROM pulls.stream_partitions p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.stream_id = $3) p
            LEFT JOIN pulls.walks w ON w.workspace_id = $1 AND w.connection_id = $2 AND w.stream_id = $3 AND w.walk_id = $4
            """);
        command.With(key).With(number).With(every, NpgsqlDbType.Interval);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var own = reader.IsDBNull(0) ? null : new Walk(reader.GetInt32(0), reader.GetDateTime(1), reader.GetInt32(2), reader.GetBoolean(3));
        return (own, reader.GetBoolean(4), reader.GetBoolean(5), every is not null && reader.GetBoolean(6));
    }

    /// <summary>
    /// Walks that a pull did not get through. What they saw is there all the same: it is no candidate any more. Their marks go.
    /// </summary>
    private static async Task AbandonAsync(FencedWork work, StreamKey key, CancellationToken cancellationToken)
    {
        var open = new List<int>();
        await using (var command = work.Command(
            """
            SELECT walk_id FROM pulls.walks
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND state IN ('walking', 'sweeping') FOR UPDATE
            """))
        {
            await using var reader = await command.With(key).ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                open.Add(reader.GetInt32(0));
        }

        foreach (var walk in open)
        {
            await SpareSeenAsync(work, key, walk, cancellationToken);
            await using var batch = work.Batch();
            batch.Add("DELETE FROM pulls.walk_seen WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4")
                .With(key).With(walk);
            batch.Add("UPDATE pulls.walks SET state = 'abandoned' WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4")
                .With(key).With(walk);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task SpareSeenAsync(FencedWork work, StreamKey key, int abandoned, CancellationToken cancellationToken)
    {
        if (await WalkRows.LastCompleteAsync(work, key, abandoned, cancellationToken) is not { } last || last.Candidates.Length + last.Kept.Length == 0)
            return;
        var below = last.Walk.BelowOrdinal;
        var seen = await WalkRows.SeenAsync(work, key, abandoned, below, cancellationToken);
        var (candidates, kept) = (OrdinalSet.Of(below, last.Candidates), OrdinalSet.Of(below, last.Kept));
        candidates.Remove(seen);
        kept.Remove(seen);
        await using var command = work.Command(
            "UPDATE pulls.walks SET candidates = $5, kept = $6 WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4");
        await command.With(key).With(last.Walk.Id)
            .With(OrdinalRuns.Encode(candidates.Members())).With(OrdinalRuns.Encode(kept.Members())).ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddInsert(NpgsqlBatch batch, StreamKey key, int number, IReadOnlyCollection<string> partitions)
    {
        // Behind the stream's lock: no page of the pull before is under way, and the moment is later than all it wrote.
        batch.Add("SELECT 1 FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 FOR UPDATE")
            .With(key);
        batch.Add(
            """
            INSERT INTO pulls.walks (workspace_id, connection_id, stream_id, walk_id, started_at, below_ordinal, state, partitions)
            SELECT $1, $2, $3, $4, greatest(clock_timestamp(), s.latest + interval '1 microsecond'), s.next_ordinal, 'walking', $5
            FROM pulls.streams s WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.stream_id = $3
            RETURNING started_at, below_ordinal
            """).With(key).With(number).With(partitions.ToArray());
    }

    private static async Task<Walk> InsertedAsync(NpgsqlDataReader reader, int number, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Walk(number, reader.GetDateTime(0), reader.GetInt32(1), false)
            : throw new LeaseLostException();
    }
}
