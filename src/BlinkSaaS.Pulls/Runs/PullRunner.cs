using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>Runs one pull from its lease to its end.</summary>
public sealed partial class PullRunner(
    [FromKeyedServices("engine")] NpgsqlDataSource engine, IPullConnections connections, IPullOutcomes outcomes, ISourceSessions sessions,
    CallBudgets budgets, IOptions<PullOptions> options, TimeProvider clock, ILogger<PullRunner> log)
{
    /// <summary>More streams at once would only hold connections of the database.</summary>
    private const int MaxStreamsAtOnce = 8;

    /// <summary>Old pulls are forgotten so many at a time.</summary>
    private const int ForgetEvery = 10;

    private readonly NodeLeases _leases = new(engine, options.Value, clock, log);

    /// <summary>
    /// Reads every stream of the connection and writes what changed. Returns the result, or null where the pull did not end
    /// here: the lease was lost (nothing more was committed), or <paramref name="cancellationToken"/> asked to stop (the lease
    /// was given back and the next worker goes on at the last checkpoint). Throws where the database fails; the pull is then
    /// taken over when its lease is over.
    /// </summary>
    public async Task<PullResult?> RunAsync(ClaimedPull pull, CancellationToken cancellationToken)
    {
        using var seat = new PullSeat(pull, 0, cancellationToken);
        return await RunAsync(seat);
    }

    /// <summary>The same for a pull that may be asked to leave while it waits for its budget: it is then parked in the table.</summary>
    internal async Task<PullResult?> RunAsync(PullSeat seat)
    {
        var pull = seat.Pull;
        using var lease = _leases.Hold(pull);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(seat.Stop, lease.Lost);
        try
        {
            var stand = await PullStand.ReadAsync(engine, pull, stop.Token);
            if (!stand.IsOpen)
            {
                await lease.GiveBackAsync(CancellationToken.None);
                return null;
            }

            using var notes = new PullNotes(engine, pull, clock);
            var (state, trouble) = await PullAsync(seat, stand, notes, stop.Token);
            var result = await EndAsync(pull, notes, state, trouble, stop.Token);
            lease.End();
            await TellAsync(pull, result, seat.Stop);
            return result;
        }
        catch (LeaseLostException)
        {
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (lease.Lost.IsCancellationRequested)
                return null;
            if (seat.Parked is { } wait)
                await lease.ParkAsync(wait, CancellationToken.None);
            else
                await lease.GiveBackAsync(CancellationToken.None);
            return null;
        }
    }

    private async Task<(PullState, PullTrouble?)> PullAsync(PullSeat seat, PullStand stand, PullNotes notes, CancellationToken cancellationToken)
    {
        var claim = seat.Pull;
        PullConnection? connection;
        try
        {
            connection = await connections.OpenAsync(claim.Key, cancellationToken);
        }
        catch (SourceNotUsableException e)
        {
            return (PullState.Failed, StreamFailure.Of(e));
        }

        if (connection is null)
            return (PullState.Cancelled, new PullTrouble(PullErrorKind.None, "The connection is gone."));

        var told = new ToldRows(engine, claim, stand.Told);
        if (claim.Trigger == PullTrigger.Webhook)
            connection = connection with { Only = told.Streams };
        using var budget = budgets.For(connection.BudgetKey, connection.RateLimit, claim.Trigger == PullTrigger.Person, claim.Key.WorkspaceId);
        seat.Sit(budget);
        var progress = new PullProgress(engine, claim, budget, options.Value.Progress, clock, log) { Notes = notes };
        try
        {
            using var pull = new RunningPull(claim, connection, budget, progress, sessions, engine, options.Value, clock, log) { Told = told, Stand = stand, Notes = notes };
            var trouble = await PullAsync(pull, cancellationToken);
            return (trouble is null ? PullState.Done : PullState.Failed, trouble);
        }
        catch (OperationCanceledException)
        {
            // The lease is given back: whoever goes on finds what this worker knew.
            await progress.TryFlushAsync();
            throw;
        }
        finally
        {
            seat.Rise();
            await progress.DisposeAsync();
            await progress.TryWriteAsync();
        }
    }

    /// <summary>Returns what went wrong first, in this run or an earlier worker's.</summary>
    private async Task<PullTrouble?> PullAsync(RunningPull pull, CancellationToken cancellationToken)
    {
        var trouble = await StreamsAsync(pull, cancellationToken);
        if (trouble is null && (pull.Claim.Resumed || pull.AnyFailed))
            trouble = (await TroubleAsync(pull.Claim, pull.Notes, cancellationToken)).First;
        // A retry reads only some of what it was told of.
        if (trouble is not null || pull.Claim.Trigger == PullTrigger.Retry || !pull.Told.Any)
            return trouble;
        // What is forgotten was read: whoever goes on after a crash must find that, too.
        await pull.Notes.FlushAsync(cancellationToken);
        await pull.Told.ForgetAsync(cancellationToken);
        return null;
    }

    private async Task<(PullTrouble? First, bool Partly)> TroubleAsync(ClaimedPull pull, PullNotes notes, CancellationToken cancellationToken)
    {
        await notes.FlushAsync(cancellationToken);
        return await new PullRows(engine, pull).TroubleAsync(cancellationToken);
    }

    private async Task<PullResult> EndAsync(ClaimedPull pull, PullNotes notes, PullState state, PullTrouble? trouble, CancellationToken cancellationToken)
    {
        var kind = trouble?.Kind ?? PullErrorKind.None;
        var partly = state == PullState.Failed && (await TroubleAsync(pull, notes, cancellationToken)).Partly;
        var after = AfterPull.Of(pull.FailuresBefore, state, kind, partly, options.Value, Random.Shared.NextDouble());
        var rows = new PullRows(engine, pull);
        var counts = await rows.EndAsync(new PullEnd(state, trouble, after, pull.Timing.NextByClock(pull.Key, clock.GetUtcNow())), notes, cancellationToken);
        if (pull.Number > options.Value.PullsKept && pull.Number % ForgetEvery == 0)
            await rows.ForgetOldAsync(options.Value.PullsKept, cancellationToken);
        PullMeter.Ended(state, counts);
        LogEnded(log, pull.Number, pull.Key, state, trouble?.Message);
        return new PullResult { Number = pull.Number, State = state, ErrorKind = kind, Error = trouble?.Message, Pause = after.Pause, Failures = after.Failures };
    }

    /// <summary>Returns what ends the whole pull; what ends a stream alone is in its row.</summary>
    private static async Task<PullTrouble?> StreamsAsync(RunningPull pull, CancellationToken cancellationToken)
    {
        try
        {
            var streams = await DiscoverAsync(pull, cancellationToken);
            pull.Estimate.Ask(pull.Session, streams, pull.Claim.Full);
            var declared = await DeclareAsync(pull, streams, cancellationToken);
            var runs = streams.Where(stream => declared.TryGetValue(stream.Name, out var taken) && taken.State is PullStreamState.Queued or PullStreamState.Pulling)
                .Select(stream => new StreamRun(pull, stream, declared[stream.Name].Id, declared[stream.Name].Recell));
            await ReadAsync(pull, runs, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException && StreamFailure.Of(e) is not null)
        {
            return StreamFailure.Of(e);
        }
    }

    /// <summary>Streams that are as they were are only noted.</summary>
    private static async Task<IReadOnlyDictionary<string, DeclaredStream>> DeclareAsync(RunningPull pull, List<StreamDescriptor> streams, CancellationToken cancellationToken)
    {
        var known = pull.Stand.Declared(streams);
        var declared = known ?? await pull.Store.DeclareAsync(pull.Claim, streams, cancellationToken);
        for (var position = 0; position < streams.Count; position++)
        {
            if (declared.TryGetValue(streams[position].Name, out var stream))
                pull.Notes.Declare(streams[position], position, stream.Id, stored: known is null);
        }

        return declared;
    }

    /// <summary>
    /// Reads the streams side by side: they are independent, and a budget is only spent with enough calls on their way. They
    /// begin in their order, so that what several need is asked by the first. Stops at what ends the whole pull.
    /// </summary>
    private static Task ReadAsync(RunningPull pull, IEnumerable<StreamRun> runs, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(pull.Connection.RateLimit.MaxConcurrency, 1, MaxStreamsAtOnce), CancellationToken = cancellationToken },
            async (run, token) => await run.RunAsync(token));

    private static async Task<List<StreamDescriptor>> DiscoverAsync(RunningPull pull, CancellationToken cancellationToken)
    {
        var session = pull.Session;
        var streams = new List<StreamDescriptor>();
        await pull.RetryAsync(
            async () =>
            {
                streams.Clear();
                await foreach (var stream in PluginCalls.Guarded(token => session.Source.DiscoverAsync(session, token), cancellationToken))
                {
                    if (pull.Connection.Pulls(stream) && streams.TrueForAll(other => other.Name != stream.Name))
                        streams.Add(stream);
                }
            },
            () => 0, cancellationToken);
        return streams;
    }

    private async Task TellAsync(ClaimedPull pull, PullResult result, CancellationToken cancellationToken)
    {
        try
        {
            await outcomes.FinishedAsync(pull.Key, result, cancellationToken);
        }
        catch (Exception e)
        {
            // The pull is over and committed: whoever is told late or not at all changes nothing about it.
            LogNotTold(log, pull.Number, pull.Key, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pull {Number} of connection {Connection} ended {State}. {Error}")]
    private static partial void LogEnded(ILogger log, int number, ConnectionKey connection, PullState state, string? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of pull {Number} of connection {Connection} was not told.")]
    private static partial void LogNotTold(ILogger log, int number, ConnectionKey connection, Exception exception);
}
