using BlinkSaaS.Sources.Hosting.Sandboxing;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>Walks the plugin folders and loads what lies there, once.</summary>
internal sealed partial class PluginSearch(SourcesOptions options, SandboxLauncher launcher, TimeProvider clock, ILogger logger)
{
    private readonly List<PluginFolder> _folders = [];
    private readonly Dictionary<(string Key, string Version), string> _seen = [];

    public IReadOnlyList<PluginFolder> Folders => _folders;

    public IReadOnlyList<SourcePlugin> Run()
    {
        var plugins = new List<SourcePlugin>();
        foreach (var named in options.PluginFolders.Distinct(StringComparer.Ordinal))
        {
            var folder = named;
            var candidates = Candidates(ref folder, out var reason);
            _folders.Add(new PluginFolder(folder, reason));
            if (reason is not null)
                LogFolder(folder, reason);
            plugins.AddRange(candidates.Select(Load));
        }
        return plugins;
    }

    private static List<string> Candidates(ref string folder, out string? reason)
    {
        reason = null;
        try
        {
            folder = Path.GetFullPath(folder);
            if (!Directory.Exists(folder))
            {
                reason = "The folder does not exist. Create it, or take it out of Sources:PluginFolders.";
                return [];
            }
            var candidates = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(PluginsIn).ToList();
            if (candidates.Count == 0)
                reason = "The folder holds no plugin. Put each plugin into a folder of its own in it.";
            return candidates;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            reason = "The folder cannot be read. Check its name and its permissions.";
            return [];
        }
    }

    /// <summary>A folder is a plugin, or holds versions of one, or is a plugin that lacks its manifest.</summary>
    private static IEnumerable<string> PluginsIn(string folder)
    {
        if (File.Exists(Path.Combine(folder, ManifestReader.FileName)))
            return [folder];
        var versions = Directory.GetDirectories(folder);
        return versions.Any(version => File.Exists(Path.Combine(version, ManifestReader.FileName)))
            ? versions.Order(StringComparer.Ordinal)
            : [folder];
    }

    private SourcePlugin Load(string folder)
    {
        PluginManifest? manifest = null;
        try
        {
            manifest = ManifestReader.Read(folder);
            if (!_seen.TryAdd((manifest.Key, manifest.Version), folder))
                throw PluginUnusableException.Malfunctioned(
                    $"{manifest.Key} {manifest.Version} is already there, in {_seen[(manifest.Key, manifest.Version)]}. Remove one of the two.");
            var plugin = options.Sandbox.AlsoBundled
                ? SandboxedPlugin.Load(launcher, folder, manifest, options.DescribeTimeLimit, clock)
                : PluginLoading.Load(folder, manifest, options.DescribeTimeLimit);
            LogLoaded(plugin.Key, plugin.Version, folder);
            return plugin;
        }
        catch (PluginUnusableException problem)
        {
            LogUnusable(folder, problem.Status, problem.Message, problem.InnerException);
            return SourcePlugin.Unusable(folder, manifest, problem.Status, problem.Message);
        }
#pragma warning disable CA1031 // One plugin never keeps the host from starting, whatever it thinks of.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            const string Reason = "It cannot be loaded. The log of the host says more.";
            LogUnusable(folder, PluginStatus.Malfunctioned, Reason, problem);
            return SourcePlugin.Unusable(folder, manifest, PluginStatus.Malfunctioned, Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Key} {Version} loaded from {Folder}")]
    private partial void LogLoaded(string key, string version, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin in {Folder} is not used: {Status}. {Reason}")]
    private partial void LogUnusable(string folder, PluginStatus status, string reason, Exception? cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin folder {Folder}: {Reason}")]
    private partial void LogFolder(string folder, string reason);
}
