using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.Versions;

/// <summary>What came of trying another version of a plugin with one connection's credential.</summary>
public abstract record TrialOutcome
{
    private TrialOutcome() { }

    /// <summary>Its check passed and it breaks nothing.</summary>
    public sealed record Passed : TrialOutcome;

    /// <summary>Its check passed, and it would break something.</summary>
    /// <param name="What">The gravest first; at least one.</param>
    public sealed record Breaks(IReadOnlyList<StreamBreak> What) : TrialOutcome;

    /// <summary>Its check failed, or it could not say what its streams are.</summary>
    /// <param name="Message">For whoever may see the connection.</param>
    public sealed record Failed(string Message) : TrialOutcome;

    /// <summary>It cannot be said now: the API does not answer, or the credential is not accepted by any version.</summary>
    /// <param name="Message">For whoever may see the connection.</param>
    public sealed record NotNow(string Message) : TrialOutcome;
}

/// <summary>Tries a version of a plugin for a connection: its check, then what its streams would break. Nothing is stored.</summary>
public sealed class VersionTrial(SourceCheck check, ISourceSessions sessions, SourceCatalog catalog, TimeProvider clock)
{
    private const int MostStreams = 1000;

    /// <summary>Tries it.</summary>
    /// <param name="credentials">The connection's, with the version that it is on.</param>
    /// <param name="to">The other version.</param>
    /// <param name="chosen">Names of the streams that are pulled; null for the selection of the version that it is on.</param>
    /// <param name="budget">The token's.</param>
    /// <param name="patience">Longest time for each of its steps.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TrialOutcome> RunAsync(
        SourceCredentials credentials, string to, IReadOnlyCollection<string>? chosen, ICallBudget budget, TimeSpan patience, CancellationToken cancellationToken)
    {
        var offered = credentials with { Version = to };
        var outcome = await check.CheckAsync(offered, budget, patience, cancellationToken);
        if (outcome is not CheckOutcome.Ok)
            return await JudgeAsync(outcome, credentials, budget, patience, cancellationToken);
        if (catalog.Find(credentials.SourceKey, credentials.Version) is not { } present || present.Version == to)
            return new TrialOutcome.Passed(); // what it is on cannot be used: there is nothing to lose
        var before = await StreamsAsync(credentials, budget, patience, cancellationToken);
        if (before.Problem is { } unknown)
            return new TrialOutcome.NotNow(unknown);
        var after = await StreamsAsync(offered, budget, patience, cancellationToken);
        if (after.Problem is { } problem)
            return new TrialOutcome.Failed(problem);
        return StreamBreaks.Between(before.Streams, after.Streams, chosen) is { Count: > 0 } breaks ? new TrialOutcome.Breaks(breaks) : new TrialOutcome.Passed();
    }

    /// <summary>A check that fails with the version that is used, too, says nothing against the other.</summary>
    private async Task<TrialOutcome> JudgeAsync(CheckOutcome failed, SourceCredentials credentials, ICallBudget budget, TimeSpan patience, CancellationToken cancellationToken)
    {
        var message = Message(failed);
        if (failed is CheckOutcome.Defect)
            return new TrialOutcome.Failed(message);
        return await check.CheckAsync(credentials, budget, patience, cancellationToken) is CheckOutcome.Ok
            ? new TrialOutcome.Failed(message) : new TrialOutcome.NotNow(message);
    }

#pragma warning disable CA1031 // Whatever the plugin throws is why it is not moved to.
    private async Task<(IReadOnlyList<StreamDescriptor> Streams, string? Problem)> StreamsAsync(
        SourceCredentials credentials, ICallBudget budget, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using var session = sessions.Open(credentials, budget, static (_, _) => { });
            // On the pool: a plugin that blocks must not block the caller.
            return (await Task.Run(() => ReadAsync(session, giveUp.Token), giveUp.Token).WaitAsync(patience, clock, cancellationToken), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (SourceException problem)
        {
            return ([], new SecretText(credentials.Secrets.Values, []).Redact(problem.Message, 500));
        }
        catch (Exception problem)
        {
            return ([], $"Version {credentials.Version} could not say what its streams are ({problem.GetType().Name}).");
        }
        finally
        {
            await giveUp.CancelAsync();
        }
    }
#pragma warning restore CA1031

    private static async Task<IReadOnlyList<StreamDescriptor>> ReadAsync(SourceSession session, CancellationToken cancellationToken)
    {
        var streams = new List<StreamDescriptor>();
        await foreach (var stream in session.Source.DiscoverAsync(session, cancellationToken))
        {
            streams.Add(stream);
            if (streams.Count == MostStreams)
                break;
        }

        return streams;
    }

    private static string Message(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Rejected rejected => rejected.Message,
        CheckOutcome.Denied denied => denied.Message,
        CheckOutcome.Unavailable unavailable => unavailable.Message,
        CheckOutcome.Defect defect => defect.Message,
        _ => "",
    };
}
