using BlinkSaaS.Sources.Hosting.DropIns;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>A folder in which plugins are looked for.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Reason">Why no plugin was found there, in a sentence a person can act on; null when there is one.</param>
public sealed record PluginFolder(string Path, string? Reason);

/// <summary>
/// All plugins that lie in the plugin folders, usable or not. Whatever is wrong with one becomes its status: nothing here
/// stops the host from starting. A load context keeps dependencies apart; it is not a sandbox, so a bundled plugin that ends
/// the process or overflows the stack takes the host with it. Plugins that do not come with BlinkSaaS run in processes of
/// their own.
/// </summary>
public sealed class SourceCatalog
{
    private readonly IReadOnlyList<SourcePlugin> _bundled;
    private volatile Shelf _now;

    /// <summary>Finds and loads the plugins of all folders.</summary>
    public SourceCatalog(IOptions<SourcesOptions> options, SandboxLauncher launcher, TimeProvider clock, ILogger<SourceCatalog> logger)
        : this(new PluginSearch(options.Value, launcher, clock, logger)) { }

    /// <summary>The same outside of a host.</summary>
    public SourceCatalog(IOptions<SourcesOptions> options, ILogger<SourceCatalog> logger)
        : this(options, new SandboxLauncher(options), TimeProvider.System, logger) { }

    private SourceCatalog(PluginSearch search) : this(search.Run()) => Folders = search.Folders;

    private SourceCatalog(IReadOnlyList<SourcePlugin> bundled)
    {
        _bundled = bundled;
        BundledKeys = bundled.Select(plugin => plugin.Key).ToHashSet(StringComparer.Ordinal);
        _now = new Shelf(bundled, []);
    }

    /// <summary>Every plugin found: those that come with BlinkSaaS in the order of folder, key and version, then those that were dropped in.</summary>
    public IReadOnlyList<SourcePlugin> All => _now.All;

    /// <summary>The folders that were searched.</summary>
    public IReadOnlyList<PluginFolder> Folders { get; } = [];

    /// <summary>The sources that can be connected: the version of each key that new connections get, by name.</summary>
    public IEnumerable<SourcePlugin> Usable => _now.Usable.Values.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The version of a source that new connections get: the highest usable one that was not withdrawn. Null where there is none.</summary>
    public SourcePlugin? Find(string key) => _now.Usable.GetValueOrDefault(key);

    /// <summary>
    /// The version that a connection is on. One that is not there any more, as after an update of BlinkSaaS itself, is replaced by
    /// what new connections get; one that is there but cannot be used is not: null.
    /// </summary>
    public SourcePlugin? Find(string key, string? version)
    {
        var now = _now;
        return version is null || now.All.FirstOrDefault(plugin => plugin.Key == key && plugin.Version == version) is not { } plugin ? now.Usable.GetValueOrDefault(key)
            : plugin.Status == PluginStatus.Active ? plugin
            : null;
    }

    /// <summary>The version that connections on another should move to: what new connections get, where that is later. Null for none.</summary>
    public SourcePlugin? After(string key, string version) =>
        Find(key) is { } offered && !IsWithdrawn(offered) && PluginVersion.Order.Compare(offered.Version, version) > 0 ? offered : null;

    /// <summary>The usable version before another, which connections can go back to; null where there is none.</summary>
    public SourcePlugin? Before(SourcePlugin plugin) => _now.All
        .Where(other => other.Key == plugin.Key && other.Status == PluginStatus.Active && !_now.IsWithdrawn(other) && PluginVersion.Order.Compare(other.Version, plugin.Version) < 0)
        .MaxBy(other => other.Version, PluginVersion.Order);

    /// <summary>Whether connections are not moved to it any more.</summary>
    public bool IsWithdrawn(SourcePlugin plugin) => _now.IsWithdrawn(plugin);

    /// <summary>A catalogue of plugins that are already loaded, for the conformance kit and for tests.</summary>
    public static SourceCatalog Of(params IReadOnlyList<SourcePlugin> plugins) => new(plugins);

    /// <summary>Keys that no other plugin can take.</summary>
    internal IReadOnlySet<string> BundledKeys { get; }

    /// <summary>From here on these are the plugins that were dropped in, and this is what the operator decided about all.</summary>
    internal void Replace(IReadOnlyList<SourcePlugin> droppedIn, IReadOnlyList<PluginApproval> decisions) =>
        _now = new Shelf([.. _bundled.Select(plugin => Decided(plugin, decisions)), .. droppedIn], decisions);

    private static SourcePlugin Decided(SourcePlugin plugin, IReadOnlyList<PluginApproval> decisions) =>
        plugin.Status == PluginStatus.Active && decisions.Any(decision => decision.IsDisabled && decision.Key == plugin.Key && decision.Version == plugin.Version)
            ? plugin with { Status = PluginStatus.Disabled, Reason = "The operator disabled it. Connections keep their records and are not pulled." }
            : plugin;

    /// <summary>All plugins at one moment.</summary>
    private sealed class Shelf
    {
        private readonly HashSet<(string, string)> _withdrawn;

        public Shelf(IReadOnlyList<SourcePlugin> all, IReadOnlyList<PluginApproval> decisions)
        {
            All = all;
            _withdrawn = [.. decisions.Where(decision => decision.IsWithdrawn).Select(decision => (decision.Key, decision.Version))];
            Usable = all.Where(plugin => plugin.Status == PluginStatus.Active)
                .GroupBy(plugin => plugin.Key, StringComparer.Ordinal)
                .ToDictionary(versions => versions.Key, Offered, StringComparer.Ordinal);
        }

        public IReadOnlyList<SourcePlugin> All { get; }

        public Dictionary<string, SourcePlugin> Usable { get; }

        public bool IsWithdrawn(SourcePlugin plugin) => _withdrawn.Contains((plugin.Key, plugin.Version));

        private SourcePlugin Offered(IEnumerable<SourcePlugin> versions) => versions
            .OrderBy(IsWithdrawn).ThenByDescending(plugin => plugin.Version, PluginVersion.Order).First();
    }
}
