using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Tests a credential against its source, within the token's budget, ahead of the pulls that share it.</summary>
public sealed partial class CheckCredentials(SourceCheck check, SourceCatalog catalog, CallBudgets budgets, ConnectionSecrets secrets, ILogger<CheckCredentials> logger)
{
    /// <summary>Longest time a person waits for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks whose credential it is and what it sees.</summary>
    /// <param name="sourceKey">Key of the source.</param>
    /// <param name="input">What was typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="version">Version of the plugin; null for the one that new connections get.</param>
    public async Task<CheckOutcome> RunAsync(string sourceKey, CredentialInput input, CancellationToken cancellationToken, string? version = null)
    {
        if (catalog.Find(sourceKey, version) is not { } plugin)
            return new CheckOutcome.Unavailable("This source is not available here any more. Ask whoever runs this BlinkSaaS.");
        using var budget = budgets.For(secrets.BudgetKey(sourceKey, input.Secrets), plugin.Descriptor!.RateLimit, person: true);
        var credentials = new SourceCredentials { SourceKey = sourceKey, Version = plugin.Version, Settings = input.Settings, Secrets = input.Secrets };
        var outcome = await check.CheckAsync(credentials, budget, Patience, cancellationToken);
        if (outcome is CheckOutcome.Defect defect)
            PluginFailed(logger, sourceKey, defect.Detail);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The plugin {Source} failed in a check: {Detail}")]
    private static partial void PluginFailed(ILogger logger, string source, string detail);
}
