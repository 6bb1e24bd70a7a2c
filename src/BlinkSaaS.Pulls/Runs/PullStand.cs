using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// How a connection stood when its pull began: all that the pull asks for before its first call, in one round trip. Only the holder
/// of the lease changes any of it, so it stays true for the parts that this pull has not touched yet.
/// </summary>
internal sealed class PullStand
{
    /// <summary>Partitions that are worth knowing beforehand. Of a connection with more of them each is asked for when it is read.</summary>
    private const int MostPartitions = 100;

    private readonly ClaimedPull _pull;
    private readonly Dictionary<string, StoredStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(int StreamId, string Partition), string?> _checkpoints = [];

    private PullStand(ClaimedPull pull) => _pull = pull;

    /// <summary>False where the pull was cancelled, or taken over, between the claim and now.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>What events told of before this moment.</summary>
    public List<ToldRow> Told { get; } = [];

    /// <summary>
    /// Whether this pull begins here, and the rows say all of it. One that goes on where another worker stopped, or reads again
    /// what failed, asks the tables step by step.
    /// </summary>
    private bool IsFresh => !_pull.Resumed && _pull.Trigger != PullTrigger.Retry;

    private bool KnowsPartitions => IsFresh && _checkpoints.Count <= MostPartitions;

    public static async Task<PullStand> ReadAsync(NpgsqlDataSource engine, ClaimedPull pull, CancellationToken cancellationToken)
    {
        var stand = new PullStand(pull);
        await using var batch = engine.CreateBatch();
        batch.Add(FencedWork.Settings);
        batch.Add(
            """
            SELECT count(*) FROM pulls.pulls p JOIN pulls.schedules s USING (workspace_id, connection_id)
            WHERE workspace_id = $1 AND connection_id = $2 AND p.number = $3 AND p.state IN ('queued', 'running', 'waiting') AND s.fence = $4
            """).With(pull.Key).With(pull.Number).With(pull.Fence);
        batch.Add("SELECT stream, key, at FROM pulls.told WHERE workspace_id = $1 AND connection_id = $2").With(pull.Key);
        if (stand.IsFresh)
            Add(batch, pull);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        stand.IsOpen = await reader.ReadAsync(cancellationToken) && reader.GetInt64(0) > 0;
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            stand.Told.Add(new ToldRow(reader.GetString(0), reader.GetString(1), reader.GetDateTime(2)));
        if (await reader.NextResultAsync(cancellationToken))
            await stand.TakeAsync(reader, cancellationToken);
        return stand;
    }

    /// <summary>The stored numbers of these streams where all of them are stored just as they are offered now; else null.</summary>
    public IReadOnlyDictionary<string, DeclaredStream>? Declared(IReadOnlyList<StreamDescriptor> streams)
    {
        if (!IsFresh)
            return null;
        var declared = new Dictionary<string, DeclaredStream>(StringComparer.Ordinal);
        for (var position = 0; position < streams.Count; position++)
        {
            if (!_streams.TryGetValue(streams[position].Name, out var stored) || !stored.Is(streams[position], position))
                return null;
            declared[stored.Name] = new DeclaredStream(stored.Id, PullStreamState.Queued, stored.Recell);
        }

        return declared;
    }

    /// <summary>Where a partition of a stream that is not walked as a whole goes on; false where the table has to be asked.</summary>
    public bool TryCheckpoint(int streamId, string partition, out string? checkpoint)
    {
        checkpoint = null;
        if (!KnowsPartitions)
            return false;
        _checkpoints.TryGetValue((streamId, partition), out checkpoint);
        return true;
    }

    /// <summary>Whether the stream is walked as a whole in this pull; null where the tables have to be asked.</summary>
    public bool? Walks(int streamId, StreamDescriptor stream)
    {
        if (!KnowsPartitions || !_streams.TryGetValue(stream.Name, out var stored) || stored.Id != streamId || stored.WalkOpen)
            return null;
        var due = stream.CompleteWalkEvery is { } every && (stored.WalkedAgo is not { } ago || ago >= every);
        return !stream.Incremental || _pull.Full || due || !_checkpoints.Any(entry => entry.Key.StreamId == streamId && entry.Value is not null);
    }

    private static void Add(NpgsqlBatch batch, ClaimedPull pull)
    {
        batch.Add(
            """
            SELECT s.name, s.stream_id, s.title, s.description, s.position, s.columns, s.recell, coalesce(w.open, false), clock_timestamp() - w.begun
            FROM pulls.streams s CROSS JOIN LATERAL (
              SELECT bool_or(w.state IN ('walking', 'sweeping')) AS open, max(w.started_at) AS begun FROM pulls.walks w
              WHERE w.workspace_id = $1 AND w.connection_id = $2 AND w.stream_id = s.stream_id) w
            WHERE s.workspace_id = $1 AND s.connection_id = $2
            """).With(pull.Key);
        batch.Add("SELECT stream_id, partition, checkpoint FROM pulls.stream_partitions WHERE workspace_id = $1 AND connection_id = $2 LIMIT $3")
            .With(pull.Key).With(MostPartitions + 1);
    }

    private async Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var stream = new StoredStream(
                reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetString(5),
                reader.GetBoolean(6), reader.GetBoolean(7), reader.Nullable<TimeSpan>(8));
            _streams[stream.Name] = stream;
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            _checkpoints[(reader.GetInt32(0), reader.GetString(1))] = reader.Text(2);
    }

    /// <summary>A stream as the connection has it.</summary>
    private sealed record StoredStream(
        string Name, int Id, string Title, string Description, int Position, string Columns, bool Recell, bool WalkOpen, TimeSpan? WalkedAgo)
    {
        public bool Is(StreamDescriptor stream, int position)
        {
            if ((Title, Description, Position) != (JsonText.Sound(stream.Title), JsonText.Sound(stream.Description), position))
                return false;
            var stored = ColumnsJson.ReadStored(Columns);
            return StreamDrift.Between(stored, stream.Columns).Count == 0 && ColumnsJson.Merge(stream.Columns, stored).SequenceEqual(stored);
        }
    }
}

/// <summary>A stream of a pull: its number in its connection, how far the pull is with it, and whether its cells are written anew.</summary>
internal readonly record struct DeclaredStream(int Id, PullStreamState State, bool Recell);

/// <summary>Something that an event told of.</summary>
internal readonly record struct ToldRow(string Stream, string Key, DateTime At);
