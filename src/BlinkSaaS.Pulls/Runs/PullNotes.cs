using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// What a pull has to say of its streams and partitions and what may wait a moment: it is written before the next page, with the
/// figures once a second, or with the pull's end, all of it in one fenced round trip. A pull that has nothing to do writes it once.
/// A crash before that loses nothing but the moment: nothing was read that is not committed, or nothing was called for it.
/// </summary>
internal sealed class PullNotes(NpgsqlDataSource engine, ClaimedPull pull, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<string, StreamNote> _streams = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<(int StreamId, string Partition), PartitionNote> _partitions = [];

    /// <summary>The stream belongs to this pull, and is not begun. Its row is there, or is made with the first note about it.</summary>
    public void Declare(StreamDescriptor stream, int ordinal, int streamId, bool stored)
    {
        lock (_gate)
        {
            _streams[stream.Name] = new StreamNote(ordinal, JsonText.Sound(stream.Title), streamId);
            if (!stored)
                _changed.Add(stream.Name);
        }
    }

    public void Begin(string stream) => Change(stream, note => note with { State = PullStreamState.Pulling, Began = clock.GetTimestamp() });

    public void End(string stream, PullStreamState state, PullTrouble? trouble) =>
        Change(stream, note => note with { State = state, Trouble = trouble, Ended = clock.GetTimestamp() });

    /// <summary>The partition is this pull's, and goes on at the checkpoint.</summary>
    public void Take(int streamId, string partition, string? checkpoint)
    {
        lock (_gate)
            _partitions[(streamId, partition)] = new PartitionNote(checkpoint, false, false);
    }

    /// <summary>
    /// The partition was read to its end and brought nothing. Where it stands as it stood before, and no walk counts on it, its row
    /// stays as it is.
    /// </summary>
    public void Through(int streamId, string partition, string? checkpoint, bool complete, bool same)
    {
        lock (_gate)
        {
            if (!same || !_partitions.Remove((streamId, partition)))
                _partitions[(streamId, partition)] = new PartitionNote(checkpoint, true, complete);
        }
    }

    /// <summary>Writes what there is, and waits for what is being written.</summary>
    /// <exception cref="LeaseLostException">Another worker holds the pull: nothing was written.</exception>
    public Task FlushAsync(CancellationToken cancellationToken) => AfterAsync(() => Task.CompletedTask, cancellationToken);

    /// <summary>
    /// Writes what there is and then what builds on it. Rows of several streams are locked in both: one at a time, or the two could
    /// wait for each other.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker holds the pull: nothing was written.</exception>
    public async Task AfterAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (Collect() is { } notes)
                await WriteAsync(notes, cancellationToken);
            await work();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Adds what there is to the transaction that ends the pull: nobody notes anything any more.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        if (Collect() is { } notes)
            Add(batch, notes);
    }

    public void Dispose() => _writing.Dispose();

    private void Change(string stream, Func<StreamNote, StreamNote> change)
    {
        lock (_gate)
        {
            _streams[stream] = change(_streams[stream]);
            _changed.Add(stream);
        }
    }

    private Notes? Collect()
    {
        lock (_gate)
        {
            if (_changed.Count + _partitions.Count == 0)
                return null;
            var notes = new Notes([.. _changed.Select(name => (name, _streams[name]))], [.. _partitions]);
            _changed.Clear();
            _partitions.Clear();
            return notes;
        }
    }

    /// <summary>Each note may be written twice: where the answer was lost, it is.</summary>
    private async Task WriteAsync(Notes notes, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = FencedBatch.Begin(engine, pull);
            Add(batch, notes);
            await FencedBatch.RunAsync(batch, cancellationToken);
        }
        catch
        {
            lock (_gate)
            {
                _changed.UnionWith(notes.Streams.Select(stream => stream.Name));
                foreach (var (partition, note) in notes.Partitions)
                    _partitions.TryAdd(partition, note);
            }

            throw;
        }
    }

    private void Add(NpgsqlBatch batch, Notes notes)
    {
        if (notes.Streams.Count > 0)
            AddStreams(batch, notes.Streams);
        if (notes.Partitions.Count > 0)
            AddPartitions(batch, notes.Partitions);
        int[] done = [.. notes.Streams.Where(stream => stream.Note.State == PullStreamState.Done).Select(stream => stream.Note.StreamId)];
        if (done.Length > 0)
        {
            batch.Add("UPDATE pulls.streams SET last_pulled_at = clock_timestamp() WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = ANY ($3)")
                .With(pull.Key).With(done);
        }
    }

    private void AddStreams(NpgsqlBatch batch, IReadOnlyList<(string Name, StreamNote Note)> streams) =>
        batch.Add(
            """
            INSERT INTO pulls.pull_streams AS s
              (workspace_id, connection_id, number, ordinal, name, title, state, started_at, finished_at, error_kind, error, details)
            SELECT $1, $2, $3, n.ordinal, n.name, n.title, n.state, clock_timestamp() - n.began, clock_timestamp() - n.ended, n.error_kind, n.error, n.details
            FROM unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::interval[], $9::interval[], $10::text[], $11::text[], $12::text[])
              n(ordinal, name, title, state, began, ended, error_kind, error, details)
            ON CONFLICT (workspace_id, connection_id, number, name) DO UPDATE SET state = excluded.state,
              started_at = coalesce(s.started_at, excluded.started_at), finished_at = excluded.finished_at,
              error_kind = excluded.error_kind, error = excluded.error, details = excluded.details
            """).With(pull.Key).With(pull.Number)
            .With(streams.Select(stream => stream.Note.Ordinal).ToArray())
            .With(streams.Select(stream => stream.Name).ToArray())
            .With(streams.Select(stream => stream.Note.Title).ToArray())
            .With(streams.Select(stream => stream.Note.State.Name()).ToArray())
            .With(streams.Select(stream => Age(stream.Note.Began)).ToArray())
            .With(streams.Select(stream => Age(stream.Note.Ended)).ToArray())
            .With(streams.Select(stream => (stream.Note.Trouble?.Kind ?? PullErrorKind.None).Name()).ToArray())
            .With(streams.Select(stream => PullRows.Short(stream.Note.Trouble?.Message)).ToArray())
            .With(streams.Select(stream => stream.Note.Trouble?.Details is { } details ? JsonText.Sound(details) : null).ToArray());

    private void AddPartitions(NpgsqlBatch batch, IReadOnlyList<KeyValuePair<(int StreamId, string Partition), PartitionNote>> partitions) =>
        batch.Add(
            """
            INSERT INTO pulls.stream_partitions AS p (workspace_id, connection_id, stream_id, partition, fence, number, checkpoint, done, complete)
            SELECT $1, $2, n.stream_id, n.partition, $3, $4, n.checkpoint::json, n.done, n.complete
            FROM unnest($5::int[], $6::text[], $7::text[], $8::bool[], $9::bool[]) n(stream_id, partition, checkpoint, done, complete)
            ON CONFLICT (workspace_id, connection_id, stream_id, partition) DO UPDATE SET fence = excluded.fence, number = excluded.number,
              checkpoint = excluded.checkpoint, done = excluded.done, complete = excluded.complete, sight = NULL, expected = NULL
            """).With(pull.Key).With(pull.Fence).With(pull.Number)
            .With(partitions.Select(partition => partition.Key.StreamId).ToArray())
            .With(partitions.Select(partition => partition.Key.Partition).ToArray())
            .With(partitions.Select(partition => partition.Value.Checkpoint).ToArray())
            .With(partitions.Select(partition => partition.Value.Done).ToArray())
            .With(partitions.Select(partition => partition.Value.Complete).ToArray());

    private TimeSpan? Age(long? at) => at is { } timestamp ? clock.GetElapsedTime(timestamp) : null;

    private sealed record StreamNote(int Ordinal, string Title, int StreamId)
    {
        public PullStreamState State { get; init; } = PullStreamState.Queued;

        public long? Began { get; init; }

        public long? Ended { get; init; }

        public PullTrouble? Trouble { get; init; }
    }

    private sealed record PartitionNote(string? Checkpoint, bool Done, bool Complete);

    private sealed record Notes(
        IReadOnlyList<(string Name, StreamNote Note)> Streams, IReadOnlyList<KeyValuePair<(int StreamId, string Partition), PartitionNote>> Partitions);
}
