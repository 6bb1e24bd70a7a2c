using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting;

/// <summary>Asks a source whose credential it is and what it sees. Expected failures are outcomes, never exceptions.</summary>
public sealed class SourceCheck(ISourceSessions sessions, SourceCatalog catalog, TimeProvider clock)
{
    private const int MaxDetail = 8000;
    private const int MaxMessage = 500;
    private const int MaxItems = 20;

    /// <summary>Checks within a time. Lines that the plugin logs during a check are not kept.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<CheckOutcome> CheckAsync(
        SourceCredentials credentials, ICallBudget budget, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var secrets = new SecretText(credentials.Secrets.Values, []);
        var name = catalog.Find(credentials.SourceKey)?.Name ?? credentials.SourceKey;
        SourceSession session;
        try
        {
            session = sessions.Open(credentials, budget, static (_, _) => { });
        }
        catch (SourceNotUsableException problem)
        {
            return new CheckOutcome.Unavailable(problem.Message);
        }
        using (session)
        using (var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            try
            {
                return await RunAsync(session, name, secrets, timeout, giveUp, cancellationToken);
            }
            finally
            {
                await giveUp.CancelAsync();
            }
        }
    }

#pragma warning disable CA1031 // Whatever else the plugin throws is its defect and must not reach the page.
    private async Task<CheckOutcome> RunAsync(
        SourceSession session, string name, SecretText secrets, TimeSpan timeout, CancellationTokenSource giveUp, CancellationToken cancellationToken)
    {
        var token = giveUp.Token;
        // On the pool, its result read there too: a plugin that blocks must not block the caller.
        var check = Task.Run(
            async () => await session.Source.CheckAsync(session, token) is { } result
                ? new CheckOutcome.Ok(Sane(result, secrets))
                : (CheckOutcome)Defect(name, "CheckAsync returned null.", secrets),
            token);
        _ = check.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            return await check.WaitAsync(timeout, clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException) when (!check.IsCompleted)
        {
            return new CheckOutcome.Unavailable($"{name} did not answer within {timeout.TotalSeconds:0} seconds. Try again in a minute.");
        }
        catch (Exception problem)
        {
            return Outcome(problem, name, secrets);
        }
    }

    /// <summary>An exception type of the plugin may itself throw when it is asked what it is.</summary>
    private static string Describe(Exception problem)
    {
        try
        {
            return problem.ToString();
        }
        catch (Exception)
        {
            return problem.GetType().FullName ?? "";
        }
    }
#pragma warning restore CA1031

    private static CheckOutcome Outcome(Exception problem, string name, SecretText secrets) => problem switch
    {
        CredentialRejectedException => new CheckOutcome.Rejected(secrets.Redact(problem.Message, MaxMessage)),
        AccessDeniedException => new CheckOutcome.Denied(secrets.Redact(problem.Message, MaxMessage)),
        SourceUnavailableException => new CheckOutcome.Unavailable(secrets.Redact(problem.Message, MaxMessage)),
        _ => Defect(name, Describe(problem), secrets),
    };

    private static CheckOutcome.Defect Defect(string name, string detail, SecretText secrets) => new(
        $"The {name} plugin made a mistake while it checked the credential. Tell whoever runs this BlinkSaaS.",
        secrets.Redact(detail, MaxDetail));

    private static CheckResult Sane(CheckResult result, SecretText secrets) => result with
    {
        Account = secrets.Redact(result.Account, 200),
        Sees = [.. (result.Sees ?? []).Take(MaxItems).Select(sight => sight with { What = secrets.Redact(sight.What, 100) })],
        Warnings = [.. (result.Warnings ?? []).Take(MaxItems).Select(warning => secrets.Redact(warning, MaxMessage))],
        NotSeen = [.. (result.NotSeen ?? []).Take(MaxItems).Select(sentence => secrets.Redact(sentence, MaxMessage))],
        Plan = result.Plan is { } plan ? secrets.Redact(plan, 100) : null,
        Permits = result.Permits is > 0 ? result.Permits : null,
        EstimatedCalls = result.EstimatedCalls is >= 0 ? result.EstimatedCalls : null,
    };
}
