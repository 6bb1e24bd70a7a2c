using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Pulls;

/// <summary>Reads one partition from its checkpoint to its end and commits it page by page.</summary>
internal sealed class PartitionRead(
    PartitionTarget target, StreamDescriptor stream, Partition partition, SourceSession session,
    StreamStore store, PageWriter writer, BudgetShare budget, PullOptions options, TimeProvider clock)
{
    private int _withoutCheckpoint;

    /// <summary>Checkpoints that were committed: a retry that gets further is not counted with those before it.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>Reads on from the last committed checkpoint.</summary>
    /// <exception cref="SourceException">As <see cref="ISource.ReadAsync"/>, also where the read ended early.</exception>
    /// <exception cref="SourceDefectException">The plugin broke the contract.</exception>
    /// <exception cref="LeaseLostException">Nothing more may be committed.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var stand = await store.TakeAsync(target, stream.Incremental, cancellationToken);
        if (stand.Done)
            return;
        var request = new ReadRequest { Stream = stream, Partition = partition, Checkpoint = stand.Checkpoint, Full = stand.Full };
        var batch = new RecordBatch(stream);
        var gathering = clock.GetTimestamp();
        _withoutCheckpoint = 0;
        await foreach (var message in PluginCalls.Guarded(token => session.Source.ReadAsync(session, request, token), cancellationToken))
        {
            if (batch.IsEmpty)
                gathering = clock.GetTimestamp();
            Take(message, batch);
            ExpectCheckpoint(message);
            if (batch.Done)
                break;
            if (batch.Count >= options.BatchRows || (message is CheckpointMessage && IsDue(gathering)))
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
        else if (++_withoutCheckpoint > options.MostWithoutCheckpoint)
            throw new SourceDefectException($"The source sent more than {options.MostWithoutCheckpoint} messages of '{stream.Name}' without a checkpoint.");
    }

    /// <summary>A slow source's page is written by itself: a crash then costs one page of a scarce budget.</summary>
    private bool IsDue(long gathering) =>
        clock.GetElapsedTime(gathering) >= options.BatchTime || CallsPerMinute() < options.GatherFromCallsPerMinute;

    private double CallsPerMinute() => budget.Snapshot().Limit / budget.Window.TotalMinutes;

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

    private async Task CommitAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (batch.IsEmpty)
            return;
        await writer.WriteAsync(target, batch, cancellationToken);
        if (batch.Checkpoint is not null)
            Checkpoints++;
        batch.Clear();
    }
}
