using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>All that one pull works with, from the opened connection to its end.</summary>
internal sealed partial class RunningPull(
    ClaimedPull claim, PullConnection connection, BudgetShare budget, PullProgress progress, ISourceSessions sessions,
    NpgsqlDataSource engine, PullOptions options, TimeProvider clock, ILogger log) : IDisposable
{
    private readonly Lazy<SourceSession> _session = new(() =>
    {
        var session = sessions.Open(connection.Credentials, budget, (level, message) => LogPlugin(log, LevelOf(level), claim.Number, claim.Key, message));
        progress.Watch(session.Meter);
        return session;
    });

    public ClaimedPull Claim { get; } = claim;

    public PullConnection Connection { get; } = connection;

    public BudgetShare Budget { get; } = budget;

    public PullOptions Options { get; } = options;

    public TimeProvider Clock { get; } = clock;

    public StreamStore Store { get; } = new(engine);

    public PageWriter Writer { get; } = new(engine);

    /// <summary>What the source's events told of.</summary>
    public required ToldRows Told { get; init; }

    /// <summary>How the connection stood when the pull began.</summary>
    public required PullStand Stand { get; init; }

    /// <summary>What its streams say of themselves and is not written yet.</summary>
    public required PullNotes Notes { get; init; }

    public WalkBegin WalkBegin { get; } = new(engine);

    public WalkEnd WalkEnd => new(engine, Writer, Options.MostLookUps);

    /// <summary>The session of the whole pull: what a source remembers of its answers it asks once, not once for each stream.</summary>
    public SourceSession Session => _session.Value;

    /// <summary>
    /// From here on calls of this flow of control are counted for this stream, besides the pull, until the asynchronous method
    /// that called this returns: streams may be read at the same time.
    /// </summary>
    public void Enter(string stream) => progress.Enter(stream);

    /// <summary>Whether a stream failed in this run; what an earlier worker met is in the rows.</summary>
    public bool AnyFailed { get; set; }

    /// <summary>What the pull is thought to take.</summary>
    public PullProgressEstimate Estimate => progress.Estimate;

    public void Dispose()
    {
        if (_session.IsValueCreated)
            _session.Value.Dispose();
    }

    /// <summary>
    /// Does the work again while the API is unavailable: waits longer each time, from the start where it got further. Never for
    /// ever: a source that gets a little further each time and never to the end would hold the pull up as long as it likes.
    /// </summary>
    /// <exception cref="SourceUnavailableException">It stayed unavailable.</exception>
    public async Task RetryAsync(Func<Task> work, Func<int> got, CancellationToken cancellationToken)
    {
        var tries = 0;
        var last = got();
        for (var all = 1; ; all++)
        {
            try
            {
                await work();
                return;
            }
            catch (SourceUnavailableException e)
            {
                (tries, last) = got() > last ? (0, got()) : (tries, last);
                if (tries >= Options.Retries.Count || all > Options.MostRetries)
                    throw;
                await WaitAsync(Options.Retries[tries++], e, cancellationToken);
            }
        }
    }

    private async Task WaitAsync(TimeSpan pause, SourceUnavailableException why, CancellationToken cancellationToken)
    {
        // Half to the whole, so that pulls that failed together do not come back together.
        pause *= 0.5 + Random.Shared.NextDouble() / 2;
        if (why.RetryAfter is { } least && least > pause)
            pause = least < Options.LongestRetryAfter ? least : Options.LongestRetryAfter;
        progress.BackOff(pause, why.Message);
        await Task.Delay(pause, Clock, cancellationToken);
    }

    private static LogLevel LevelOf(SourceLogLevel level) => level switch
    {
        SourceLogLevel.Warning => LogLevel.Warning,
        SourceLogLevel.Information => LogLevel.Information,
        _ => LogLevel.Debug,
    };

    [LoggerMessage(Message = "Pull {Number} of connection {Connection}: {Line}")]
    private static partial void LogPlugin(ILogger log, LogLevel level, int number, ConnectionKey connection, string line);
}
