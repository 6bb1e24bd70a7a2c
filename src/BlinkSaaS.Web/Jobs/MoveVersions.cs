using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Versions;
using BlinkSaaS.Web.Features.Connections;
using Hangfire;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// Moves connections between versions of their plugins: to a later one after its check passed for them and where it breaks
/// nothing; where somebody said so, nonetheless; and back where the operator said so. Nothing moves while a pull is open.
/// </summary>
[AutomaticRetry(Attempts = 0)]
public sealed partial class MoveVersions(
    VersionRows rows, SourceCatalog catalog, VersionTrial trial, PullConnections connections, CallBudgets budgets, TimeProvider clock, ILogger<MoveVersions> logger)
{
    private const int MostProblem = 500;

    /// <summary>Longest time for each step of a trial.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>What could not be said is asked again after this long.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(10);

    private static readonly SemaphoreSlim s_alone = new(1);

    /// <summary>All that have somewhere to go. Called every minute, and when something was decided.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await s_alone.WaitAsync(TimeSpan.Zero, cancellationToken))
            return; // the one that runs, or the next, sees it
        try
        {
            foreach (var row in await rows.DecidedAsync(cancellationToken))
                await GoAsync(row, cancellationToken);
            foreach (var offered in catalog.Usable.ToList())
                foreach (var row in await rows.NotOnAsync(offered.Key, offered.Version, cancellationToken))
                    await TryAsync(row, offered, cancellationToken);
        }
        finally
        {
            s_alone.Release();
        }
    }

    private async Task GoAsync(VersionRow row, CancellationToken cancellationToken)
    {
        if (row.Offered is not { } to || catalog.Find(row.Source, to) is not { } plugin || plugin.Version != to)
            return; // it is there again, or never: until then nothing changes
        var back = row.Offer == VersionOffer.Back;
        await rows.MoveAsync(row, to, anew: back, back ? $"went back to version {to} of its plugin" : $"moved to version {to} of its plugin nonetheless", cancellationToken);
    }

    private async Task TryAsync(VersionRow row, SourcePlugin offered, CancellationToken cancellationToken)
    {
        var isThere = catalog.All.Any(plugin => plugin.Key == row.Source && plugin.Version == row.Version);
        if (row.Version is null || !isThere)
            await rows.NameAsync(row, offered.Version, cancellationToken); // it is on it already, since there is no other
        else if (catalog.After(row.Source, row.Version) == offered && IsNews(row, offered))
            await TrialAsync(row, offered, cancellationToken);
    }

    /// <summary>What was found once is not asked again, but for what could not be said.</summary>
    private bool IsNews(VersionRow row, SourcePlugin offered) =>
        row.Offered != offered.Version || row.Offer is null || (row.Offer == VersionOffer.Later && !(clock.GetUtcNow() < row.OfferedAt + s_again));

    private async Task TrialAsync(VersionRow row, SourcePlugin offered, CancellationToken cancellationToken)
    {
        var outcome = await OutcomeAsync(row, offered, cancellationToken);
        LogTried(row.Source, row.Version, offered.Version, row.Key.WorkspaceId, row.Key.ConnectionId, outcome?.GetType().Name);
        switch (outcome)
        {
            case TrialOutcome.Passed:
                await rows.MoveAsync(row, offered.Version, anew: false, $"moved to version {offered.Version} of its plugin", cancellationToken);
                break;
            case TrialOutcome.Breaks { What: var what }:
                await rows.KeepOfferAsync(row, offered.Version, OfferOf(what[0].Kind), Cut(string.Join("; ", what.Select(one => one.Words))), cancellationToken);
                break;
            case TrialOutcome.Failed { Message: var message }:
                await rows.KeepOfferAsync(row, offered.Version, VersionOffer.Check, Cut(message), cancellationToken);
                break;
            case TrialOutcome.NotNow { Message: var message }:
                await rows.KeepOfferAsync(row, offered.Version, VersionOffer.Later, Cut(message), cancellationToken);
                break;
        }
    }

    /// <summary>Null where there is nothing to try: the connection has gone.</summary>
    private async Task<TrialOutcome?> OutcomeAsync(VersionRow row, SourcePlugin offered, CancellationToken cancellationToken)
    {
        try
        {
            if (await connections.OpenAsync(row.Key, offered.Version, cancellationToken) is not { } connection)
                return null;
            using var budget = budgets.For(connection.BudgetKey, connection.RateLimit, person: true, row.Key.WorkspaceId);
            return await trial.RunAsync(connection.Credentials with { Version = row.Version }, offered.Version, row.Streams, budget, s_patience, cancellationToken);
        }
        catch (SourceNotUsableException problem)
        {
            return new TrialOutcome.NotNow(problem.Message);
        }
    }

    private static VersionOffer OfferOf(BreakKind kind) => kind switch
    {
        BreakKind.Stream => VersionOffer.Stream,
        BreakKind.Key => VersionOffer.Key,
        BreakKind.Column => VersionOffer.Column,
        _ => VersionOffer.Type,
    };

    private static string Cut(string text) => text.Length <= MostProblem ? text : text[..MostProblem] + "...";

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Source}: connection {Workspace}/{Connection} on {From} tried {To}: {Outcome}")]
    private partial void LogTried(string source, string? from, string to, long workspace, int connection, string? outcome);
}
