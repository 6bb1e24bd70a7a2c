using BlinkSaaS.Benchmarks.Figures;

namespace BlinkSaaS.Benchmarks.Ground;

/// <summary>Where the build lays out what is not part of this program.</summary>
internal static class BuiltPlugins
{
    /// <summary>The folder of plugins, above this program.</summary>
    public static string FolderWith(string key)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var plugins = Path.Combine(folder.FullName, "plugins");
            if (Directory.Exists(Path.Combine(plugins, key)))
                return plugins;
        }

        throw new MeasurementException($"There is no folder plugins/{key} above {AppContext.BaseDirectory}. Build the solution first.");
    }

    /// <summary>The folder of a plugin that tests are made with, above this program.</summary>
    public static string ForTests(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var plugin = Path.Combine(folder.FullName, "test-plugins", name);
            if (Directory.Exists(plugin))
                return plugin;
        }

        throw new MeasurementException($"There is no folder test-plugins/{name} above {AppContext.BaseDirectory}. Build the solution first.");
    }

    /// <summary>The program that runs plugins in processes of their own, of the same build.</summary>
    public static string Sandbox()
    {
        const string Name = "BlinkSaaS.Sources.Sandbox";
        var built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", Name, new DirectoryInfo(AppContext.BaseDirectory).Name, Name + ".dll"));
        return File.Exists(built) ? built : throw new MeasurementException($"{built} is missing. Build the solution first.");
    }
}
