using BlinkSaaS.Sources.Hosting.DropIns;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Plugins;

/// <summary>Reads what was decided, for every node.</summary>
public sealed class PluginDecisions(IServiceScopeFactory scopes) : IPluginApprovals
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<PluginApproval>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().PluginDecisions.AsNoTracking()
            .Select(d => new PluginApproval(d.Key, d.Version, d.Hash, d.IsDisabled)).ToListAsync(cancellationToken);
    }
}

/// <summary>
/// Approves plugins and switches them off and on. What is approved is the content that the operator saw: a plugin that changed
/// between the page and the button is not approved. Written to the log, since an audit log belongs to a workspace.
/// </summary>
public sealed partial class DecideOnPlugin(AppDbContext database, SourceCatalog catalog, DropInPlugins dropIns, TimeProvider clock, ILogger<DecideOnPlugin> log)
{
    /// <summary>Approves what waits; returns what to tell the person where it cannot be.</summary>
    public async Task<string?> ApproveAsync(string key, string version, string hash, string operatorsAddress, CancellationToken cancellationToken)
    {
        if (Find(key, version) is not { Status: PluginStatus.WaitingForApproval } plugin || plugin.ContentHash != hash)
            return "The plugin is not what it was when the page was shown, so it was not approved. Look at it again.";
        await SaveAsync(plugin, isDisabled: false, operatorsAddress, cancellationToken);
        LogDecision(operatorsAddress, "approved", key, version, hash);
        return null;
    }

    /// <summary>Switches it off or on; returns what to tell the person where that cannot be.</summary>
    public async Task<string?> SwitchAsync(string key, string version, bool on, string operatorsAddress, CancellationToken cancellationToken)
    {
        var plugin = Find(key, version);
        var may = on ? plugin?.Status == PluginStatus.Disabled : plugin?.Status is PluginStatus.Active or PluginStatus.Malfunctioned or PluginStatus.NotSupported && plugin.Manifest is not null;
        if (plugin is null || !may)
            return "The plugin is not what it was when the page was shown, so nothing was changed. Look at it again.";
        await SaveAsync(plugin, !on, operatorsAddress, cancellationToken);
        LogDecision(operatorsAddress, on ? "enabled" : "disabled", key, version, plugin.ContentHash ?? "");
        return null;
    }

    private SourcePlugin? Find(string key, string version) => catalog.All.FirstOrDefault(plugin => plugin.Key == key && plugin.Version == version && plugin.Manifest is not null);

    private async Task SaveAsync(SourcePlugin plugin, bool isDisabled, string operatorsAddress, CancellationToken cancellationToken)
    {
        var decision = await database.PluginDecisions.SingleOrDefaultAsync(d => d.Key == plugin.Key && d.Version == plugin.Version, cancellationToken);
        if (decision is null)
        {
            decision = new PluginDecision { Key = plugin.Key, Version = plugin.Version, Hash = "", DecidedBy = "" };
            database.Add(decision);
        }

        (decision.Hash, decision.IsDisabled, decision.DecidedBy, decision.DecidedAt) = (plugin.ContentHash ?? "", isDisabled, operatorsAddress, clock.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
        await dropIns.LookAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operator {Operator} {Decision} plugin {Key} {Version} with content {Hash}")]
    private partial void LogDecision(string @operator, string decision, string key, string version, string hash);
}
