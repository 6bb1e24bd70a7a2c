using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Npgsql;

namespace BlinkSaaS.Pulls.Records;

/// <summary>
/// Concludes from a walk what is gone. A record is deleted only where two complete walks in a row did not see it, or where a
/// look-up by its key said so. Every step is a transaction under the fence and may be done again.
/// </summary>
internal sealed class WalkEnd(NpgsqlDataSource engine, PageWriter writer, int mostLookUps)
{
    /// <summary>Does nothing where a partition was not walked to its end, or not wholly.</summary>
    /// <param name="target">One of the partitions of the walk.</param>
    /// <param name="stream">As discovered.</param>
    /// <param name="session">To look records up with.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CredentialRejectedException">A look-up was refused.</exception>
    /// <exception cref="LeaseLostException">Another worker holds the pull.</exception>
    public async Task RunAsync(PartitionTarget target, StreamDescriptor stream, SourceSession session, CancellationToken cancellationToken)
    {
        var pull = target.Pull;
        var key = new StreamKey(pull.Key, target.StreamId);
        if (target.Walk is not { Ended: false } walk || await EndAsync(pull, key, walk, cancellationToken) is not var (ended, seen))
            return;
        var missing = await MissingAsync(pull, key, walk, seen, cancellationToken);
        var findings = WalkFindings.Of(ended, missing);
        if (findings.HeldFor is not null)
        {
            await HoldAsync(pull, key, target.StreamName, ended, findings, cancellationToken);
            return;
        }

        if (session.Source is ILooksUp source && findings.Unproven.Count > 0)
        {
            var looked = await new LookUp(engine, writer, target, stream).RunAsync(source, session, [.. findings.Unproven.Take(mostLookUps)], cancellationToken);
            findings.Settle(looked);
        }

        foreach (var chunk in findings.Proven.Chunk(Sweep.Chunk))
        {
            await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
            var deleted = await Sweep.DeleteAsync(work, key, chunk, walk.StartedAt, ended.EndedAt, cancellationToken);
            await CountAsync(work, pull, target.StreamName, deleted, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        await FinishAsync(target, key, walk, findings, cancellationToken);
    }

    /// <summary>
    /// Takes note that the walk is through, and looks up what it is compared with and what it saw; null where it is not through, or
    /// not complete. One round trip.
    /// </summary>
    private async Task<(EndedWalk Ended, OrdinalSet Seen)?> EndAsync(ClaimedPull pull, StreamKey key, Walk walk, CancellationToken cancellationToken)
    {
        await using var batch = FencedBatch.Begin(engine, pull);
        batch.Add(
            """
            UPDATE pulls.walks w SET state = 'sweeping', ended_at = coalesce(w.ended_at, greatest(clock_timestamp(), s.latest + interval '1 microsecond')),
              sight = (SELECT coalesce(array_agg(DISTINCT seen), '{}') FROM pulls.stream_partitions p CROSS JOIN LATERAL unnest(p.sight) seen
                WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.stream_id = $3 AND p.number = $4)
            FROM (SELECT latest, live, next_ordinal FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 FOR UPDATE) s
            WHERE w.workspace_id = $1 AND w.connection_id = $2 AND w.stream_id = $3 AND w.walk_id = $4 AND NOT EXISTS (
              SELECT FROM unnest(w.partitions) walked(partition) WHERE NOT EXISTS (
                SELECT FROM pulls.stream_partitions p WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.stream_id = $3
                  AND p.partition = walked.partition AND p.number = $4 AND p.done AND p.complete))
            RETURNING w.ended_at, w.partitions, w.sight, s.live, s.next_ordinal > w.below_ordinal
              OR EXISTS (SELECT FROM pulls.walk_seen m WHERE m.workspace_id = $1 AND m.connection_id = $2 AND m.stream_id = $3 AND m.walk_id = $4)
            """).With(key).With(walk.Id);
        batch.Add(WalkRows.LastComplete).With(key).With(walk.Id);
        batch.Add(WalkRows.LastTrusted).With(key).With(walk.Id);
        batch.Add(WalkRows.Seen).With(key).With(walk.Id);
        await using var reader = await FencedBatch.ReadAsync(batch, cancellationToken);
        return await EndedAsync(reader, walk, cancellationToken);
    }

    private static async Task<(EndedWalk Ended, OrdinalSet Seen)?> EndedAsync(NpgsqlDataReader reader, Walk walk, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var ended = new EndedWalk
        {
            Walk = walk, EndedAt = reader.GetDateTime(0), Partitions = reader.GetFieldValue<string[]>(1), Sight = reader.GetFieldValue<string[]>(2),
            Live = reader.GetInt64(3), SawSomething = reader.GetBoolean(4),
        };
        await reader.NextResultAsync(cancellationToken);
        ended = ended with { Last = await WalkRows.OneAsync(reader, cancellationToken) };
        await reader.NextResultAsync(cancellationToken);
        ended = ended with { Trusted = await WalkRows.OneAsync(reader, cancellationToken) };
        await reader.NextResultAsync(cancellationToken);
        return (ended, await WalkRows.SeenAsync(reader, walk.BelowOrdinal, cancellationToken));
    }

    /// <summary>Living records that were there when the walk began and that it did not see.</summary>
    private async Task<List<int>> MissingAsync(ClaimedPull pull, StreamKey key, Walk walk, OrdinalSet seen, CancellationToken cancellationToken)
    {
        var missing = new List<int>();
        if (!seen.Absent().Any())
            return missing;
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        foreach (var ordinals in seen.Absent().Chunk(Sweep.Chunk))
            missing.AddRange(await Sweep.LivingAsync(work, key, ordinals, walk.StartedAt, cancellationToken));
        return missing;
    }

    private async Task HoldAsync(
        ClaimedPull pull, StreamKey key, string streamName, EndedWalk ended, WalkFindings findings, CancellationToken cancellationToken)
    {
        await using var batch = FencedBatch.Begin(engine, pull);
        batch.Add(
            """
            UPDATE pulls.walks SET state = 'held', held_for = $5, held_lacks = $6, held_live = $7, candidates = $8, unseen = $9, kept = $10
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4
            """).With(key).With(ended.Walk.Id).With(findings.HeldFor!).With(findings.Lacks.Take(100).ToArray()).With(ended.Live)
            .With(OrdinalRuns.Encode(findings.Candidates)).With(findings.Candidates.Count).With(OrdinalRuns.Encode(findings.Kept));
        Tidy(batch, key, ended.Walk.Id, "state IN ('held', 'abandoned') AND decision IS NULL");
        batch.Add(
            """
            UPDATE pulls.pull_streams SET warnings = (warnings || $5)[1:50]
            WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND name = $4
            """).With(pull.Key).With(pull.Number).With(streamName).With(new[] { findings.Warning(ended) });
        await FencedBatch.RunAsync(batch, cancellationToken);
    }

    private async Task FinishAsync(PartitionTarget target, StreamKey key, Walk walk, WalkFindings findings, CancellationToken cancellationToken)
    {
        await using var batch = FencedBatch.Begin(engine, target.Pull);
        batch.Add(
            """
            UPDATE pulls.walks SET state = 'done', candidates = $5, unseen = $6, kept = $7
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4
            """).With(key).With(walk.Id).With(OrdinalRuns.Encode(findings.Unproven)).With(findings.Unproven.Count).With(OrdinalRuns.Encode(findings.Kept));
        Tidy(batch, key, walk.Id, "decision IS NULL OR state = 'done'");
        if (target.Recell)
            batch.Add("UPDATE pulls.streams SET recell = false WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3").With(key);
        await FencedBatch.RunAsync(batch, cancellationToken);
    }

    /// <summary>Marks and walks that nothing refers to any more.</summary>
    private static void Tidy(NpgsqlBatch batch, StreamKey key, int walk, string older)
    {
        batch.Add("DELETE FROM pulls.walk_seen WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id <= $4").With(key).With(walk);
        batch.Add($"DELETE FROM pulls.walks WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id < $4 AND ({older})").With(key).With(walk);
    }

    private static async Task CountAsync(FencedWork work, ClaimedPull pull, string streamName, int deleted, CancellationToken cancellationToken)
    {
        await using var batch = work.Batch();
        batch.Add("UPDATE pulls.pull_streams SET deleted = deleted + $5 WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND name = $4")
            .With(pull.Key).With(pull.Number).With(streamName).With((long)deleted);
        batch.Add("UPDATE pulls.pulls SET deleted = deleted + $4 WHERE workspace_id = $1 AND connection_id = $2 AND number = $3")
            .With(pull.Key).With(pull.Number).With((long)deleted);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
