using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Pulls;

/// <summary>Reads one stream of a pull: its partitions side by side, each tried again from its checkpoint.</summary>
internal sealed class StreamRun(RunningPull pull, StreamDescriptor stream, int streamId, bool recell)
{
    /// <summary>More than this many reads at once gain nothing: the budget is the limit, not the latency.</summary>
    private const int MaxPartitionsAtOnce = 8;

    /// <summary>Reads the stream and writes how it ended. Only what concerns the whole pull is thrown.</summary>
    /// <exception cref="CredentialRejectedException">No more calls may be made.</exception>
    /// <exception cref="LeaseLostException">Nothing more may be committed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        pull.Notes.Begin(stream.Name);
        var (state, trouble) = (PullStreamState.Done, (PullTrouble?)null);
        try
        {
            pull.Enter(stream.Name);
            var failure = await ReadPartitionsAsync(pull.Session, cancellationToken);
            if (failure is not null)
                (state, trouble) = Ended(failure);
        }
        catch (Exception e) when (e is not OperationCanceledException && StreamFailure.Of(e) is not null)
        {
            (state, trouble) = Ended(e);
            if (e is CredentialRejectedException)
            {
                pull.Notes.End(stream.Name, state, trouble);
                throw;
            }
        }

        if (state == PullStreamState.Failed)
            pull.AnyFailed = true;
        pull.Notes.End(stream.Name, state, trouble);
        pull.Estimate.Ended(stream.Name);
    }

    private static (PullStreamState, PullTrouble) Ended(Exception failure) =>
        (failure is StreamSkippedException ? PullStreamState.Skipped : PullStreamState.Failed, StreamFailure.Of(failure)!);

    /// <summary>Returns the first failure; the other partitions are read to their end.</summary>
    private async Task<Exception?> ReadPartitionsAsync(SourceSession session, CancellationToken cancellationToken)
    {
        var partitions = new List<Partition>();
        await pull.RetryAsync(
            async () =>
            {
                partitions.Clear();
                await foreach (var partition in PluginCalls.Guarded(token => session.Source.PartitionAsync(session, stream, token), cancellationToken))
                    partitions.Add(partition);
            },
            () => 0, cancellationToken);

        var keys = partitions.Select(partition => partition.Key).Distinct(StringComparer.Ordinal).ToList();
        var walk = await WalkAsync(keys, cancellationToken);
        Exception? failure = null;
        var atOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Clamp(pull.Connection.RateLimit.MaxConcurrency, 1, MaxPartitionsAtOnce),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(partitions.DistinctBy(partition => partition.Key, StringComparer.Ordinal), atOnce, async (partition, token) =>
        {
            try
            {
                await ReadPartitionAsync(session, Target(partition.Key, walk), partition, token);
            }
            catch (Exception e) when (e is not (CredentialRejectedException or OperationCanceledException) && StreamFailure.Of(e) is not null)
            {
                Interlocked.CompareExchange(ref failure, e, null);
            }
        });
        if (failure is null && (walk is not null || pull.Told.Any))
            await ConcludeAsync(session, keys.FirstOrDefault(""), walk, cancellationToken);
        return failure;
    }

    private async Task<Walk?> WalkAsync(IReadOnlyCollection<string> partitions, CancellationToken cancellationToken)
    {
        var key = new StreamKey(pull.Claim.Key, streamId);
        return pull.Stand.Walks(streamId, stream) switch
        {
            false => null,
            true => await pull.WalkBegin.AnewAsync(pull.Claim, key, partitions, cancellationToken),
            null => await pull.WalkBegin.RunAsync(pull.Claim, key, stream, partitions, cancellationToken),
        };
    }

    /// <summary>What is gone, after all partitions were read.</summary>
    private async Task ConcludeAsync(SourceSession session, string partition, Walk? walk, CancellationToken cancellationToken)
    {
        await pull.Notes.FlushAsync(cancellationToken);
        if (walk is not null)
            await pull.WalkEnd.RunAsync(Target(partition, walk), stream, session, cancellationToken);
        await pull.Told.LookUpAsync(Target(partition, null), stream, session, pull.Writer, cancellationToken);
    }

    private PartitionTarget Target(string partition, Walk? walk) => new(pull.Claim, streamId, stream.Name, partition) { Walk = walk, Recell = recell };

    private async Task ReadPartitionAsync(SourceSession session, PartitionTarget target, Partition partition, CancellationToken cancellationToken)
    {
        var read = new PartitionRead(pull, target, stream, partition, session);
        await pull.RetryAsync(() => read.ReadAsync(cancellationToken), () => read.Checkpoints, cancellationToken);
    }
}
