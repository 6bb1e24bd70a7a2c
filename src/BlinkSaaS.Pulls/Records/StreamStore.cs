using BlinkSaaS.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Records;

/// <summary>Where a partition stands in the pull that asks.</summary>
/// <param name="Checkpoint">Where to go on; null for the beginning.</param>
/// <param name="Full">The walk begins here and brings everything.</param>
/// <param name="Done">This pull has read it to its end already.</param>
internal readonly record struct PartitionStand(string? Checkpoint, bool Full, bool Done);

/// <summary>Keeps which streams and partitions a connection has.</summary>
internal sealed class StreamStore(NpgsqlDataSource engine)
{
    /// <summary>
    /// Records what the source offers and queues the streams of this pull: all, but for a retry, which leaves out what was read
    /// to its end since the last whole pull began. Returns the numbers of the streams by name, and how far this pull is with
    /// each: a pull that goes on after a crash has some of them done. Where columns changed, unchanged records get their cells
    /// anew.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, DeclaredStream>> DeclareAsync(
        ClaimedPull pull, IReadOnlyList<StreamDescriptor> streams, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, pull, cancellationToken);
        var stored = await StoredAsync(work, pull, cancellationToken);
        var nextId = stored.Values.Select(stream => stream.Id).DefaultIfEmpty(0).Max() + 1;
        await using (var batch = work.Batch())
        {
            for (var position = 0; position < streams.Count; position++)
            {
                var stream = streams[position];
                var known = stored.TryGetValue(stream.Name, out var old);
                IReadOnlyList<ColumnDrift> drift = known ? StreamDrift.Between(old.Columns, stream.Columns) : [];
                var id = known ? old.Id : nextId++;
                StreamDrift.Keep(batch, pull, id, drift);
                Declare(batch, pull, stream, id, position, ColumnsJson.Merge(stream.Columns, known ? old.Columns : []), drift);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        var declared = await DeclaredAsync(work, pull, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return declared;
    }

    /// <summary>
    /// Takes a partition for this pull. A row that names this pull belongs to a walk that a crash or a wait cut off, and goes on
    /// as it began. Otherwise the read begins: at zero where the whole stream is walked, else at the last checkpoint.
    /// </summary>
    public async Task<PartitionStand> TakeAsync(PartitionTarget target, bool incremental, CancellationToken cancellationToken)
    {
        await using var work = await FencedWork.BeginAsync(engine, target.Pull, cancellationToken);
        await using var command = work.Command(
            """
            INSERT INTO pulls.stream_partitions AS p (workspace_id, connection_id, stream_id, partition, fence, number)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (workspace_id, connection_id, stream_id, partition) DO UPDATE SET fence = $5, number = $6,
              checkpoint = CASE WHEN p.number = $6 OR $7 THEN p.checkpoint END,
              done = p.number = $6 AND p.done, complete = p.number = $6 AND p.complete,
              sight = CASE WHEN p.number = $6 THEN p.sight END, expected = CASE WHEN p.number = $6 THEN p.expected END
            RETURNING checkpoint, done
            """);
        command.With(target.Pull.Key).With(target.StreamId).With(target.Partition).With(target.Pull.Fence).With(target.Pull.Number)
            .With(incremental && target.Walk is null && !target.Pull.Full);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var checkpoint = reader.Text(0);
        var stand = new PartitionStand(checkpoint, checkpoint is null, reader.GetBoolean(1));
        await reader.DisposeAsync();
        await work.CommitAsync(cancellationToken);
        return stand;
    }

    private static void Declare(
        NpgsqlBatch batch, ClaimedPull pull, StreamDescriptor stream, int id, int position, IReadOnlyList<StoredColumn> columns,
        IReadOnlyList<ColumnDrift> drift)
    {
        batch.Add(
            """
            INSERT INTO pulls.streams AS s (workspace_id, connection_id, stream_id, name, title, description, position, columns)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (workspace_id, connection_id, stream_id) DO UPDATE
              SET title = excluded.title, description = excluded.description, position = excluded.position, columns = excluded.columns,
                recell = s.recell OR $9
              WHERE (s.title, s.description, s.position, s.columns) IS DISTINCT FROM (excluded.title, excluded.description, excluded.position, excluded.columns)
            """).With(pull.Key).With(id).With(stream.Name).With(JsonText.Sound(stream.Title)).With(JsonText.Sound(stream.Description))
            .With(position).With(ColumnsJson.Write(columns), NpgsqlDbType.Jsonb).With(drift.Any(one => one.What is "new" or "type"));
        batch.Add(
            """
            INSERT INTO pulls.pull_streams (workspace_id, connection_id, number, ordinal, name, title)
            SELECT $1, $2, $3, $4, $5, $6 WHERE NOT $7 OR NOT EXISTS (
              SELECT FROM pulls.pull_streams s
              WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.number < $3 AND s.name = $5 AND s.state IN ('done', 'skipped')
                AND s.number >= (SELECT max(p.number) FROM pulls.pulls p
                  WHERE p.workspace_id = $1 AND p.connection_id = $2 AND p.number < $3 AND p.trigger NOT IN ('retry', 'webhook')))
            ON CONFLICT (workspace_id, connection_id, number, name) DO NOTHING
            """).With(pull.Key).With(pull.Number).With(position).With(stream.Name).With(JsonText.Sound(stream.Title))
            .With(pull.Trigger == PullTrigger.Retry);
    }

    private static async Task<Dictionary<string, (int Id, IReadOnlyList<StoredColumn> Columns)>> StoredAsync(
        FencedWork work, ClaimedPull pull, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            "SELECT name, stream_id, columns FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2 FOR UPDATE");
        await using var reader = await command.With(pull.Key).ExecuteReaderAsync(cancellationToken);
        var stored = new Dictionary<string, (int, IReadOnlyList<StoredColumn>)>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            stored[reader.GetString(0)] = (reader.GetInt32(1), ColumnsJson.ReadStored(reader.GetString(2)));
        return stored;
    }

    private static async Task<IReadOnlyDictionary<string, DeclaredStream>> DeclaredAsync(
        FencedWork work, ClaimedPull pull, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            """
            SELECT s.name, s.stream_id, p.state, s.recell FROM pulls.streams s
            JOIN pulls.pull_streams p ON p.workspace_id = $1 AND p.connection_id = $2 AND p.number = $3 AND p.name = s.name
            WHERE s.workspace_id = $1 AND s.connection_id = $2
            """);
        await using var reader = await command.With(pull.Key).With(pull.Number).ExecuteReaderAsync(cancellationToken);
        var declared = new Dictionary<string, DeclaredStream>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            declared[reader.GetString(0)] = new DeclaredStream(reader.GetInt32(1), reader.State<PullStreamState>(2), reader.GetBoolean(3));
        return declared;
    }
}
