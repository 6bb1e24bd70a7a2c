using System.IO.Compression;
using BlinkSaaS.Sources.Hosting.DropIns;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Tests.DropIns;

/// <summary>A node with a plugins folder of its own, and what its operator decided.</summary>
internal sealed class PluginsFolder : IPluginApprovals, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugins");

    public PluginsFolder(TimeProvider clock, string[]? bundled = null)
    {
        // The sandbox's user reads what lies in it.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, File.GetUnixFileMode(_folder.FullName) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var options = new SourcesOptions { DropInFolder = _folder.FullName, DescribeTimeLimit = TimeSpan.FromSeconds(60) };
        options.Sandbox.Program = TestPlugins.Sandbox;
        foreach (var plugin in bundled ?? [])
            options.PluginFolders.Add(TestPlugins.Folder(plugin));
        var launcher = new SandboxLauncher(Options.Create(options));
        Catalog = new SourceCatalog(Options.Create(options), launcher, clock, NullLogger<SourceCatalog>.Instance);
        Plugins = new DropInPlugins(Options.Create(options), Catalog, launcher, this, clock, NullLogger<DropInPlugins>.Instance);
    }

    public string Path => _folder.FullName;

    public SourceCatalog Catalog { get; }

    public DropInPlugins Plugins { get; }

    public List<PluginApproval> Approvals { get; init; } = [];

    /// <summary>The one plugin that was dropped in.</summary>
    public SourcePlugin Only => Assert.Single(Catalog.All);

    public Task<IReadOnlyList<PluginApproval>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PluginApproval>>([.. Approvals]);

    public string Drop(string plugin, string name, params string[] rewrites)
    {
        var target = _folder.CreateSubdirectory(name).FullName;
        foreach (var file in Directory.GetFiles(TestPlugins.PluginFolder(plugin)))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        var manifest = System.IO.Path.Combine(target, "plugin.json");
        var json = File.ReadAllText(manifest);
        foreach (var pair in rewrites.Chunk(2))
            json = json.Replace(pair[0], pair[1], StringComparison.Ordinal);
        File.WriteAllText(manifest, json);
        return target;
    }

    public void DropArchive(string name, Action<ZipArchive> fill)
    {
        var draft = System.IO.Path.Combine(_folder.FullName, "." + name);
        using (var archive = ZipFile.Open(draft, ZipArchiveMode.Create))
            fill(archive);
        File.Move(draft, System.IO.Path.Combine(_folder.FullName, name));
    }

    public void Approve(SourcePlugin plugin, bool isDisabled = false)
    {
        Approvals.RemoveAll(approval => approval.Key == plugin.Key && approval.Version == plugin.Version);
        Approvals.Add(new PluginApproval(plugin.Key, plugin.Version, plugin.ContentHash!, isDisabled));
    }

    public void Dispose()
    {
        Plugins.Dispose();
        _folder.Delete(recursive: true);
    }
}
