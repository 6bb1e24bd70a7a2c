using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>A folder in which plugins are looked for.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Reason">Why no plugin was found there, in a sentence a person can act on; null when there is one.</param>
public sealed record PluginFolder(string Path, string? Reason);

/// <summary>
/// All plugins that lie in the plugin folders, usable or not. Whatever is wrong with one becomes its status: nothing here
/// stops the host from starting. A load context keeps dependencies apart; it is not a sandbox, so a plugin that ends the
/// process or overflows the stack takes the host with it.
/// </summary>
public sealed class SourceCatalog
{
    private readonly Dictionary<string, SourcePlugin> _usable;

    /// <summary>Finds and loads the plugins of all folders.</summary>
    public SourceCatalog(IOptions<SourcesOptions> options, ILogger<SourceCatalog> logger)
        : this(new PluginSearch(options.Value, logger)) { }

    private SourceCatalog(PluginSearch search)
    {
        All = search.Run();
        Folders = search.Folders;
        _usable = HighestUsable(All);
    }

    private SourceCatalog(IReadOnlyList<SourcePlugin> plugins)
    {
        All = plugins;
        Folders = [];
        _usable = HighestUsable(plugins);
    }

    /// <summary>Every plugin found, in the order of folder, key and version.</summary>
    public IReadOnlyList<SourcePlugin> All { get; }

    /// <summary>The folders that were searched.</summary>
    public IReadOnlyList<PluginFolder> Folders { get; }

    /// <summary>The sources that can be connected: the highest usable version of each key, by name.</summary>
    public IEnumerable<SourcePlugin> Usable => _usable.Values.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The highest usable version of a source; null where there is none.</summary>
    public SourcePlugin? Find(string key) => _usable.GetValueOrDefault(key);

    /// <summary>A catalogue of plugins that are already loaded, for the conformance kit and for tests.</summary>
    public static SourceCatalog Of(params IReadOnlyList<SourcePlugin> plugins) => new(plugins);

    private static Dictionary<string, SourcePlugin> HighestUsable(IReadOnlyList<SourcePlugin> plugins) => plugins
        .Where(plugin => plugin.Status == PluginStatus.Active)
        .GroupBy(plugin => plugin.Key, StringComparer.Ordinal)
        .ToDictionary(
            versions => versions.Key,
            versions => versions.OrderByDescending(plugin => plugin.Version, PluginVersion.Order).First(),
            StringComparer.Ordinal);
}
