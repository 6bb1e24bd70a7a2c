using BlinkSaaS.Sources.Hosting.DropIns;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Jobs;
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
            .Select(d => new PluginApproval(d.Key, d.Version, d.Hash, d.IsDisabled, d.IsWithdrawn)).ToListAsync(cancellationToken);
    }
}

/// <summary>
/// Approves plugins and switches them off and on. What is approved is the content that the operator saw: a plugin that changed
/// between the page and the button is not approved. Written to the log, since an audit log belongs to a workspace.
/// </summary>
public sealed partial class DecideOnPlugin(AppDbContext database, SourceCatalog catalog, DropInPlugins dropIns, PullJobs jobs, TimeProvider clock, ILogger<DecideOnPlugin> log)
{
    /// <summary>Approves what waits; returns what to tell the person where it cannot be.</summary>
    public async Task<string?> ApproveAsync(string key, string version, string hash, string operatorsAddress, CancellationToken cancellationToken)
    {
        if (Find(key, version) is not { Status: PluginStatus.WaitingForApproval } plugin || plugin.ContentHash != hash)
            return "The plugin is not what it was when the page was shown, so it was not approved. Look at it again.";
        await SaveAsync(plugin, decision => decision.IsDisabled = false, operatorsAddress, cancellationToken);
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
        await SaveAsync(plugin, decision => decision.IsDisabled = !on, operatorsAddress, cancellationToken);
        LogDecision(operatorsAddress, on ? "enabled" : "disabled", key, version, plugin.ContentHash ?? "");
        return null;
    }

    /// <summary>
    /// Goes back to the version before: connections on this one go back as soon as no pull of theirs is open, and none is moved to
    /// it until it is offered again. Returns what to tell the person where that cannot be.
    /// </summary>
    public async Task<string?> GoBackAsync(string key, string version, string operatorsAddress, CancellationToken cancellationToken)
    {
        if (Find(key, version) is not { Status: PluginStatus.Active } plugin || catalog.IsWithdrawn(plugin) || catalog.Before(plugin) is not { } before)
            return "There is no version before this one that could be used, so nothing was changed. Look at it again.";
        await SaveAsync(plugin, decision => decision.IsWithdrawn = true, operatorsAddress, cancellationToken);
        await database.Database.ExecuteSqlAsync($"SELECT go_back({key}, {version}, {before.Version})", cancellationToken);
        LogDecision(operatorsAddress, "went back from", key, version, plugin.ContentHash ?? "");
        jobs.MoveVersions();
        return null;
    }

    /// <summary>Lets connections move to it again; returns what to tell the person where that cannot be.</summary>
    public async Task<string?> OfferAsync(string key, string version, string operatorsAddress, CancellationToken cancellationToken)
    {
        if (Find(key, version) is not { Status: PluginStatus.Active } plugin || !catalog.IsWithdrawn(plugin))
            return "The plugin is not what it was when the page was shown, so nothing was changed. Look at it again.";
        await SaveAsync(plugin, decision => decision.IsWithdrawn = false, operatorsAddress, cancellationToken);
        LogDecision(operatorsAddress, "offered again", key, version, plugin.ContentHash ?? "");
        return null;
    }

    private SourcePlugin? Find(string key, string version) => catalog.All.FirstOrDefault(plugin => plugin.Key == key && plugin.Version == version && plugin.Manifest is not null);

    private async Task SaveAsync(SourcePlugin plugin, Action<PluginDecision> decide, string operatorsAddress, CancellationToken cancellationToken)
    {
        var decision = await database.PluginDecisions.SingleOrDefaultAsync(d => d.Key == plugin.Key && d.Version == plugin.Version, cancellationToken);
        if (decision is null)
        {
            decision = new PluginDecision { Key = plugin.Key, Version = plugin.Version, Hash = "", DecidedBy = "" };
            database.Add(decision);
        }

        decide(decision);
        (decision.Hash, decision.DecidedBy, decision.DecidedAt) = (plugin.ContentHash ?? "", operatorsAddress, clock.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
        await dropIns.LookAsync(cancellationToken);
        jobs.MoveVersions();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operator {Operator} {Decision} plugin {Key} {Version} with content {Hash}")]
    private partial void LogDecision(string @operator, string decision, string key, string version, string hash);
}
