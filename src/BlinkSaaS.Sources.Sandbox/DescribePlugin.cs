using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>Loads one plugin in this process and writes down what it is.</summary>
internal static class DescribePlugin
{
    private const int Described = 0;
    private const int Unusable = 2;
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Writes one JSON object to <paramref name="output"/>; 0 when the plugin is usable, 2 when it is not.</summary>
    public static int Run(string folder, TextWriter output, TextWriter errors)
    {
        // The answer is read by a program: what the plugin writes to the console must not get into it.
        Console.SetOut(errors);
        var plugin = SourcePlugin.Load(folder, s_timeLimit);
        output.WriteLine(PluginJson.Write(plugin));
        if (plugin.Status == PluginStatus.Active)
            return Described;
        errors.WriteLine(plugin.Reason);
        return Unusable;
    }
}
