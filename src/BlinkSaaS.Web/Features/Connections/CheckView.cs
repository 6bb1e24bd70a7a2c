using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>What Test connection shows.</summary>
/// <param name="Outcome">What the source said.</param>
/// <param name="Permits">Calls permitted in a window.</param>
/// <param name="Window">Length of the window.</param>
/// <param name="InUseElsewhere">Whether some connection of this instance has the same token; never which, never how many.</param>
public sealed record CheckView(CheckOutcome Outcome, int Permits, TimeSpan Window, bool InUseElsewhere)
{
    /// <summary>The view where what was typed cannot be a credential, so that the source need not be asked.</summary>
    public static CheckView NotAsked(string problem) => new(new CheckOutcome.Rejected(problem), 1, TimeSpan.Zero, false);

    /// <summary>About how long the first pull takes at the limit, where the calls are known.</summary>
    public TimeSpan? FirstPull => Outcome is CheckOutcome.Ok { Result.EstimatedCalls: { } calls } ? PullForecast.AtLimit(calls, Permits, Window) : null;
}

/// <summary>Completes a check with what this instance knows of the token.</summary>
public sealed class DescribeCheck(AppDbContext database, CallBudgets budgets, ConnectionSecrets secrets)
{
    /// <summary>The view of an outcome; <paramref name="except"/> is the connection whose own token it is.</summary>
    public async Task<CheckView> RunAsync(SourceDescriptor source, CredentialInput input, CheckOutcome outcome, int? except, CancellationToken cancellationToken)
    {
        var key = secrets.BudgetKey(source.Key, input.Secrets);
        // Whoever has the token may learn that it is in use; by whom is nobody's business.
        var elsewhere = outcome is CheckOutcome.Ok && await database.Database
            .SqlQuery<bool>($"SELECT token_is_used({key}, {except}::int) AS \"Value\"").SingleAsync(cancellationToken);
        var permits = (outcome as CheckOutcome.Ok)?.Result.Permits ?? budgets.Peek(key)?.Limit ?? source.RateLimit.Permits;
        return new CheckView(outcome, permits, source.RateLimit.Window, elsewhere);
    }
}
