using System.Reflection;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Pulls.Tests.Compatibility;

/// <summary>Plugins that the engine's tests load as a host does.</summary>
internal static class BuiltPlugins
{
    /// <summary>The plugin that was kept from version 1.0 of the contract.</summary>
    public static SourceCatalog Catalog(bool sandboxed)
    {
        var options = Settings(_ => { });
        options.Sandbox.AlsoBundled = sandboxed;
        options.PluginFolders.Add(Metadata("Kept"));
        return new SourceCatalog(Options.Create(options), NullLogger<SourceCatalog>.Instance);
    }

    /// <summary>The kept plugin and the malicious one, each in processes of its own.</summary>
    public static SourceCatalog WithMalice(Action<SandboxOptions> configure)
    {
        var options = Settings(configure);
        options.Sandbox.AlsoBundled = true;
        options.PluginFolders.Add(Metadata("Kept"));
        options.PluginFolders.Add(Metadata("Malicious"));
        return new SourceCatalog(Options.Create(options), NullLogger<SourceCatalog>.Instance);
    }

    private static SourcesOptions Settings(Action<SandboxOptions> configure)
    {
        var options = new SourcesOptions { DescribeTimeLimit = TimeSpan.FromSeconds(60) };
        options.Sandbox.Program = Metadata("Sandbox");
        configure(options.Sandbox);
        return options;
    }

    private static string Metadata(string key) => typeof(BuiltPlugins).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
