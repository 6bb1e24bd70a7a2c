using System.Reflection;

namespace BlinkSaaS.Sources.Hosting.Tests;

/// <summary>Where the built plugins of tests/TestPlugins lie.</summary>
internal static class TestPlugins
{
    public static string Sandbox { get; } = Metadata("Sandbox");

    /// <summary>A plugin folder that holds one plugin.</summary>
    public static string Folder(string name) => Path.Combine(Metadata("TestPlugins"), name);

    /// <summary>The folder of the plugin itself.</summary>
    public static string PluginFolder(string name) => Directory.GetDirectories(Directory.GetDirectories(Folder(name)).Single()).Single();

    private static string Metadata(string key) => typeof(TestPlugins).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
