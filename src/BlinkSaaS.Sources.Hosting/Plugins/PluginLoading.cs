using System.Reflection;
using System.Text;
using McMaster.NETCore.Plugins;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>Loads one plugin whose manifest was read: assembly, source, descriptor, guide.</summary>
internal static class PluginLoading
{
    private const string GuideFile = "guide.md";
    private const int MaxGuideBytes = 256 * 1024;

    /// <exception cref="PluginUnusableException">Anything that is wrong with the plugin.</exception>
    public static SourcePlugin Load(string folder, PluginManifest manifest, TimeSpan timeLimit)
    {
        var (source, described) = WithinTime(() => CreateAndDescribe(folder, manifest), timeLimit);
        return SourcePlugin.Active(manifest, folder, DescriptorRules.Check(described, manifest), source, ReadGuide(folder));
    }

    /// <summary>
    /// Runs the plugin's code on a thread of its own, so that one which hangs costs a thread and nothing else: .NET cannot
    /// end a thread from outside.
    /// </summary>
    private static T WithinTime<T>(Func<T> load, TimeSpan timeLimit)
    {
        var loading = Task.Factory.StartNew(load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return loading.Wait(timeLimit)
                ? loading.Result
                : throw PluginUnusableException.Malfunctioned(
                    $"It did not finish describing itself within {timeLimit.TotalSeconds:0.#} seconds. Ask the plugin's publisher for a corrected version.");
        }
        catch (AggregateException problems)
        {
            var problem = problems.InnerExceptions[0];
            throw problem as PluginUnusableException ?? Failed("while it was loaded", problem);
        }
    }

    private static (ISource Source, SourceDescriptor Described) CreateAndDescribe(string folder, PluginManifest manifest)
    {
        var type = SourceType(LoadAssembly(Path.Combine(folder, manifest.Assembly)));
        var source = Run("in its constructor", () => (ISource)Activator.CreateInstance(type)!);
        var described = Run("in Describe", () => Snapshot(source.Describe()));
        return (source, described);
    }

    private static Assembly LoadAssembly(string path)
    {
        try
        {
            // The contract alone is shared. Everything else the plugin brought is its own, whatever the host has loaded.
            var loader = PluginLoader.CreateFromAssemblyFile(path, isUnloadable: false, sharedTypes: [typeof(ISource)]);
            return loader.LoadDefaultAssembly();
        }
        catch (Exception problem) when (problem is BadImageFormatException or FileLoadException or FileNotFoundException)
        {
            throw PluginUnusableException.Malfunctioned(
                $"{Path.GetFileName(path)} cannot be loaded: it is not an assembly for this host. Install the plugin again.", problem);
        }
    }

    private static Type SourceType(Assembly assembly)
    {
        var types = Run("while its types were read", () => assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(ISource).IsAssignableFrom(type))
            .ToArray());
        return types switch
        {
            [] => throw PluginUnusableException.Malfunctioned(
                "Its assembly has no public class that implements ISource. Ask the plugin's publisher for a corrected version."),
            [var type] when type.ContainsGenericParameters || type.GetConstructor(Type.EmptyTypes) is null =>
                throw PluginUnusableException.Malfunctioned(
                    $"{type.Name} has no public constructor without parameters. Ask the plugin's publisher for a corrected version."),
            [var type] => type,
            _ => throw PluginUnusableException.Malfunctioned(
                $"Its assembly has {types.Length} public classes that implement ISource, and one is expected. Ask the plugin's publisher for a corrected version."),
        };
    }

    /// <summary>Copies the lists, so that a plugin cannot change what was validated.</summary>
    private static SourceDescriptor Snapshot(SourceDescriptor described) => described is null
        ? throw PluginUnusableException.Malfunctioned("Describe returns nothing. Ask the plugin's publisher for a corrected version.")
        : described with
        {
            Fields = [.. (described.Fields ?? []).Select(field => field with { Choices = [.. field.Choices ?? []] })],
            Authorization = described.Authorization is ChosenAuthorization chosen ? chosen with { Ways = [.. chosen.Ways ?? []] } : described.Authorization,
        };

#pragma warning disable CA1031 // Whatever the plugin's code throws becomes the reason of its status.
    private static T Run<T>(string where, Func<T> pluginCode)
    {
        try
        {
            return pluginCode();
        }
        catch (Exception problem) when (problem is not PluginUnusableException)
        {
            throw Failed(where, problem);
        }
    }
#pragma warning restore CA1031

    private static PluginUnusableException Failed(string where, Exception problem)
    {
        var cause = problem is TargetInvocationException or TypeInitializationException ? problem.InnerException ?? problem : problem;
        if (cause is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] })
            cause = first;
        var reason = cause is FileNotFoundException or FileLoadException or TypeLoadException or MissingMemberException
            ? $"It needs something that is not in its folder, or was built against another contract ({Cut(cause.Message)}). Install the plugin again."
            : $"It failed {where}: {cause.GetType().Name}, {Cut(cause.Message)} Ask the plugin's publisher for a corrected version.";
        return PluginUnusableException.Malfunctioned(reason, problem);
    }

    /// <summary>Markdown of the guide; null where there is none, or it cannot be read.</summary>
    internal static string? ReadGuide(string folder)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, GuideFile));
            return file.Exists && file.LinkTarget is null && file.Length <= MaxGuideBytes
                ? File.ReadAllText(file.FullName, Encoding.UTF8)
                : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Cut(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        line = line.Length <= 200 ? line : line[..200];
        return line.EndsWith('.') ? line : line + ".";
    }
}
