using System.Text;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Npgsql;

namespace BlinkSaaS.Pulls.Records;

/// <summary>Asks the source about records that a walk did not see, and writes what it says like any page.</summary>
internal sealed class LookUp(NpgsqlDataSource engine, PageWriter writer, PartitionTarget target, StreamDescriptor stream)
{
    /// <summary>As many as the contract promises at most.</summary>
    private const int AtOnce = 100;

    /// <summary>Returns the ordinals of those that were answered for: gone and deleted now, or there.</summary>
    public async Task<IReadOnlySet<int>> RunAsync(
        ILooksUp source, SourceSession session, IReadOnlyList<int> ordinals, CancellationToken cancellationToken)
    {
        var answered = new HashSet<int>();
        foreach (var some in ordinals.Chunk(AtOnce))
        {
            var missing = await MissingAsync(some, cancellationToken);
            var batch = new RecordBatch(stream);
            try
            {
                await AskAsync(source, session, [.. missing.Values.Select(record => record.Missing)], batch, cancellationToken);
            }
            catch (SourceUnavailableException)
            {
                // What was answered counts; the rest is left to the next walk.
                ordinals = [];
            }

            foreach (var key in batch.Keys.Where(missing.ContainsKey))
                answered.Add(missing[key].Ordinal);
            if (batch.Count > 0)
                await writer.WriteAsync(target, batch, cancellationToken);
            if (ordinals.Count == 0)
                break;
        }

        return answered;
    }

    private async Task AskAsync(
        ILooksUp source, SourceSession session, IReadOnlyList<MissingRecord> missing, RecordBatch batch, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
            return;
        await foreach (var message in PluginCalls.Guarded(token => source.LookUpAsync(session, stream, missing, token), cancellationToken))
        {
            switch (message)
            {
                case RecordMessage record:
                    batch.Add(record);
                    break;
                case DeletedMessage deleted when missing.Any(one => RecordKey.Of(stream.Name, one.Key) == RecordKey.Of(stream.Name, deleted.Key!)):
                    batch.Delete(deleted);
                    break;
                default:
                    throw new SourceDefectException($"The source answered a look-up in '{stream.Name}' with something else than the records that were asked for.");
            }
        }
    }

    private async Task<Dictionary<string, (int Ordinal, MissingRecord Missing)>> MissingAsync(int[] ordinals, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, target.Pull, cancellationToken);
        await using var command = work.Command(
            """
            SELECT r.ordinal, r.key, r.body FROM unnest($4::int[]) o(ordinal) CROSS JOIN LATERAL (
              SELECT r.ordinal, r.key, b.body FROM pulls.records r
              JOIN pulls.record_bodies b ON b.workspace_id = $1 AND b.connection_id = $2 AND b.stream_id = $3
                AND b.ordinal = r.ordinal AND b.valid_from = r.valid_from
              WHERE r.workspace_id = $1 AND r.connection_id + 0 = $2 AND r.stream_id + 0 = $3 AND r.ordinal = o.ordinal LIMIT 1) r
            """);
        await using var reader = await command.With(new StreamKey(target.Pull.Key, target.StreamId)).With(ordinals).ExecuteReaderAsync(cancellationToken);
        var missing = new Dictionary<string, (int, MissingRecord)>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = reader.GetString(1);
            missing[key] = (reader.GetInt32(0), new MissingRecord(RecordKey.Parts(key, stream.PrimaryKey.Count), Encoding.UTF8.GetBytes(reader.GetString(2))));
        }

        return missing;
    }
}
