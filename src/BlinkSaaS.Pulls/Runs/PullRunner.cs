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
    /// <summary>
    /// Reads every stream of the connection and writes what changed. Returns the result, or null where the pull did not end
    /// here: the lease was lost (nothing more was committed), or <paramref name="cancellationToken"/> asked to stop (the lease
    /// was given back and the next worker goes on at the last checkpoint). Throws where the database fails; the pull is then
    /// taken over when its lease is over.
    /// </summary>
    public async Task<PullResult?> RunAsync(ClaimedPull pull, CancellationToken cancellationToken)
    {
        await using var lease = new PullLease(engine, pull, options.Value, clock, log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            var rows = new PullRows(engine, pull);
            if (!await rows.IsOpenAsync(stop.Token))
            {
                await lease.GiveBackAsync(CancellationToken.None);
                return null;
            }

            var (state, trouble) = await PullAsync(pull, rows, stop.Token);
            await rows.EndAsync(state, trouble, stop.Token);
            var result = new PullResult { Number = pull.Number, State = state, ErrorKind = trouble?.Kind ?? PullErrorKind.None, Error = trouble?.Message };
            LogEnded(log, pull.Number, pull.Key, state, result.Error);
            await TellAsync(pull, result, cancellationToken);
            return result;
        }
        catch (LeaseLostException)
        {
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!lease.Lost.IsCancellationRequested)
                await lease.GiveBackAsync(CancellationToken.None);
            return null;
        }
    }

    private async Task<(PullState, PullTrouble?)> PullAsync(ClaimedPull claim, PullRows rows, CancellationToken cancellationToken)
    {
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

        using var budget = budgets.For(connection.BudgetKey, connection.RateLimit, person: claim.Trigger != PullTrigger.Schedule);
        var progress = new PullProgress(engine, claim, budget, options.Value.Progress, clock, log);
        try
        {
            using var pull = new RunningPull(claim, connection, budget, progress, sessions, engine, options.Value, clock, log);
            var trouble = await StreamsAsync(pull, cancellationToken) ?? await rows.FirstTroubleAsync(cancellationToken);
            return (trouble is null ? PullState.Done : PullState.Failed, trouble);
        }
        finally
        {
            await progress.DisposeAsync();
            await progress.TryWriteAsync();
        }
    }

    /// <summary>Returns what ends the whole pull; what ends a stream alone is in its row.</summary>
    private static async Task<PullTrouble?> StreamsAsync(RunningPull pull, CancellationToken cancellationToken)
    {
        try
        {
            var streams = await DiscoverAsync(pull, cancellationToken);
            var declared = await pull.Store.DeclareAsync(pull.Claim, streams, cancellationToken);
            foreach (var stream in streams)
            {
                var (id, state) = declared[stream.Name];
                if (state is PullStreamState.Queued or PullStreamState.Pulling)
                    await new StreamRun(pull, stream, id).RunAsync(cancellationToken);
            }

            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException && StreamFailure.Of(e) is not null)
        {
            return StreamFailure.Of(e);
        }
    }

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
                    if (stream.SelectedByDefault && streams.TrueForAll(other => other.Name != stream.Name))
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
