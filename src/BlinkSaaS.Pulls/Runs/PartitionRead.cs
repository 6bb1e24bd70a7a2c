using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Pulls;

/// <summary>Reads one partition from its checkpoint to its end and commits it page by page.</summary>
internal sealed class PartitionRead(
    RunningPull pull, PartitionTarget target, StreamDescriptor stream, Partition partition, SourceSession session)
{
    /// <summary>Where the partition stood when the pull began, and nothing of it was written since; null where that is not known.</summary>
    private PartitionStand? _untouched;
    private bool _taken;
    private int _withoutCheckpoint;

    /// <summary>Checkpoints that were committed: a retry that gets further is not counted with those before it.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>Reads on from the last committed checkpoint.</summary>
    /// <exception cref="SourceException">As <see cref="ISource.ReadAsync"/>, also where the read ended early.</exception>
    /// <exception cref="SourceDefectException">The plugin broke the contract.</exception>
    /// <exception cref="LeaseLostException">Nothing more may be committed.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var stand = await TakeAsync(cancellationToken);
        if (stand.Done)
            return;
        var request = new ReadRequest { Stream = stream, Partition = partition, Checkpoint = stand.Checkpoint, Full = stand.Full };
        var batch = new RecordBatch(stream);
        var gathering = pull.Clock.GetTimestamp();
        _withoutCheckpoint = 0;
        await foreach (var message in PluginCalls.Guarded(token => session.Source.ReadAsync(session, request, token), cancellationToken))
        {
            if (batch.IsEmpty)
                gathering = pull.Clock.GetTimestamp();
            Take(message, batch);
            ExpectCheckpoint(message);
            if (batch.Done)
                break;
            if (batch.Count >= pull.Options.BatchRows || (message is CheckpointMessage && !IsFree(batch) && IsDue(gathering)))
                await CommitAsync(batch, cancellationToken);
        }

        if (!batch.Done)
        {
            // What came is good, but not known to be all: the checkpoint says where to go on.
            await CommitAsync(batch, cancellationToken);
            throw new SourceUnavailableException($"Reading {stream.Title} ended early. The next pull goes on where it stopped.");
        }

        await CommitAsync(batch, cancellationToken);
    }

    private void ExpectCheckpoint(SourceMessage message)
    {
        if (message is CheckpointMessage)
            _withoutCheckpoint = 0;
        else if (++_withoutCheckpoint > pull.Options.MostWithoutCheckpoint)
            throw new SourceDefectException($"The source sent more than {pull.Options.MostWithoutCheckpoint} messages of '{stream.Name}' without a checkpoint.");
    }

    /// <summary>A slow source's page is written by itself: a crash then costs one page of a scarce budget.</summary>
    private bool IsDue(long gathering) =>
        pull.Clock.GetElapsedTime(gathering) >= pull.Options.BatchTime || CallsPerMinute() < pull.Options.GatherFromCallsPerMinute;

    private double CallsPerMinute() => pull.Budget.Snapshot().Limit / pull.Budget.Window.TotalMinutes;

    private static void Take(SourceMessage message, RecordBatch batch)
    {
        switch (message)
        {
            case RecordMessage record:
                batch.Add(record);
                break;
            case ColumnsMessage columns:
                batch.Declare(columns);
                break;
            case DeletedMessage deleted:
                batch.Delete(deleted);
                break;
            case CheckpointMessage checkpoint:
                batch.Reach(checkpoint);
                break;
            case ProgressMessage progress:
                batch.Expect(progress);
                break;
            case WarningMessage warning:
                batch.Warn(warning);
                break;
            case StreamCompleteMessage end:
                batch.Complete(end);
                break;
        }
    }

    /// <summary>
    /// At first the partition stands as it did when the pull began, and that it is this pull's is noted. Whoever reads it again asks
    /// the table.
    /// </summary>
    private async Task<PartitionStand> TakeAsync(CancellationToken cancellationToken)
    {
        if (_taken || !pull.Stand.TryCheckpoint(target.StreamId, target.Partition, out var checkpoint))
        {
            _untouched = null;
            await pull.Notes.FlushAsync(cancellationToken);
            return await pull.Store.TakeAsync(target, stream.Incremental, cancellationToken);
        }

        _taken = true;
        if (!stream.Incremental || target.Walk is not null || pull.Claim.Full)
            checkpoint = null;
        pull.Notes.Take(target.StreamId, target.Partition, checkpoint);
        var stand = new PartitionStand(checkpoint, checkpoint is null, false);
        _untouched = stand;
        return stand;
    }

    /// <summary>
    /// A read that brought nothing and took no call needs no transaction of its own: after a crash it is done again for nothing.
    /// </summary>
    private bool IsFree(RecordBatch batch) => _untouched is not null && batch.IsQuiet && session.Meter.Calls == 0;

    private async Task CommitAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (batch.IsEmpty)
            return;
        if (batch.Done && IsFree(batch))
        {
            var stood = _untouched!.Value.Checkpoint;
            var same = target.Walk is null && !pull.Told.Any && stood is not null && (batch.Checkpoint ?? stood) == stood;
            pull.Notes.Through(target.StreamId, target.Partition, batch.Checkpoint ?? stood, batch.IsWhole, same);
            return;
        }

        // The page counts on the rows of its stream and its partition.
        await pull.Notes.FlushAsync(cancellationToken);
        await pull.Writer.WriteAsync(target, batch, cancellationToken);
        _untouched = null;
        if (batch.Checkpoint is not null)
            Checkpoints++;
        batch.Clear();
    }
}
