using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// What events told of before this pull began. Any pull that reads a stream has read it; a small one reads nothing else. What is
/// told later is left to the next pull.
/// </summary>
internal sealed class ToldRows(NpgsqlDataSource engine, ClaimedPull pull, IReadOnlyList<ToldRow> rows)
{
    /// <summary>Streams that something was told of.</summary>
    public IReadOnlySet<string> Streams => rows.Select(row => row.Stream).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a look-up may follow the stream: it writes as the partition that was read.</summary>
    public bool Any => rows.Count > 0;

    /// <summary>
    /// After a stream was read: looks up the records that are said to be gone. What a look-up cannot prove is left to the next
    /// complete walk.
    /// </summary>
    public async Task LookUpAsync(PartitionTarget target, StreamDescriptor stream, SourceSession session, PageWriter writer, CancellationToken cancellationToken)
    {
        string[] gone = [.. rows.Where(row => row.Stream == stream.Name && row.Key.Length > 0).Select(row => row.Key)];
        if (gone.Length > 0 && session.Source is ILooksUp source)
            await new LookUp(engine, writer, target, stream).RunAsync(source, session, await OrdinalsAsync(target, gone, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// After a pull that failed nowhere: everything that was told before it began is dealt with, also what is about streams that
    /// are not pulled. What was told again meanwhile stays.
    /// </summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var command = work.Command(
            """
            DELETE FROM pulls.told o USING unnest($3::text[], $4::text[], $5::timestamptz[]) t(stream, key, at)
            WHERE o.workspace_id = $1 AND o.connection_id = $2 AND o.stream = t.stream AND o.key = t.key AND o.at = t.at
            """);
        await command.With(pull.Key).With(rows.Select(row => row.Stream).ToArray()).With(rows.Select(row => row.Key).ToArray())
            .With(rows.Select(row => row.At).ToArray()).ExecuteNonQueryAsync(cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private async Task<List<int>> OrdinalsAsync(PartitionTarget target, string[] keys, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        await using var command = work.Command(
            """
            SELECT r.ordinal FROM unnest($4::text[]) k(key) CROSS JOIN LATERAL (
              SELECT ordinal FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND key = k.key LIMIT 1) r
            """);
        await using var reader = await command.With(new StreamKey(pull.Key, target.StreamId)).With(keys).ExecuteReaderAsync(cancellationToken);
        var ordinals = new List<int>();
        while (await reader.ReadAsync(cancellationToken))
            ordinals.Add(reader.GetInt32(0));
        return ordinals;
    }
}
