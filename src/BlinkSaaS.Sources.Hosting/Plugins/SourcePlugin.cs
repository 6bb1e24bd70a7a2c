using BlinkSaaS.Sources.Hosting.Sandboxing;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>Whether a plugin can be used.</summary>
public enum PluginStatus
{
    /// <summary>It is loaded and its source can be connected.</summary>
    Active,

    /// <summary>It was made for a version of the contract that this host does not have.</summary>
    NotSupported,

    /// <summary>It cannot be read, loaded or described.</summary>
    Malfunctioned,

    /// <summary>The operator switched it off.</summary>
    Disabled,

    /// <summary>It was dropped into the plugins folder, and the operator has not approved what it is now. None of its code was run.</summary>
    WaitingForApproval,
}

/// <summary>A plugin that was found in a plugin folder, usable or not.</summary>
public sealed record SourcePlugin : IDisposable
{
    internal SourcePlugin() { }

    /// <summary>Folder that holds its <c>plugin.json</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Key of the source; from the names of the folders where the manifest could not be read.</summary>
    public required string Key { get; init; }

    /// <summary>Name of the source; from the names of the folders where the manifest could not be read.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the plugin; from the name of the folder, or empty, where the manifest could not be read.</summary>
    public string Version { get; init; } = "";

    /// <summary>Who made it; empty where the manifest could not be read.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>One sentence; empty where the manifest could not be read.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether it can be used.</summary>
    public required PluginStatus Status { get; init; }

    /// <summary>Why it cannot be used, in a sentence a person can act on; null when it can.</summary>
    public string? Reason { get; init; }

    /// <summary>What plugin.json says; null where it could not be read.</summary>
    public PluginManifest? Manifest { get; init; }

    /// <summary>What the source says about itself; null unless active.</summary>
    public SourceDescriptor? Descriptor { get; init; }

    /// <summary>Markdown of <c>guide.md</c>; null where there is none, or it is too large.</summary>
    public string? Guide { get; init; }

    /// <summary>
    /// The source; null unless active. One instance serves all pulls, as the contract says. For a plugin with a process of its
    /// own it answers what needs no context; a session opens its own.
    /// </summary>
    public ISource? Source { get; init; }

    /// <summary>Hash of all its files, where it was dropped into the plugins folder; null for one that comes with BlinkSaaS.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Whether its code runs in processes of its own.</summary>
    public bool IsSandboxed => Sandbox is not null;

    /// <summary>Starts its processes; null where its code runs in the host.</summary>
    internal SandboxedPlugin? Sandbox { get; init; }

    /// <summary>
    /// Wraps a source that is already loaded, for the conformance kit and for tests. Its descriptor is validated like a
    /// plugin's.
    /// </summary>
    /// <exception cref="SourceNotUsableException">The descriptor is not sound; the message says why.</exception>
    public static SourcePlugin FromSource(ISource source, params IReadOnlyList<string> hosts)
    {
        try
        {
            var described = source.Describe();
            var manifest = new PluginManifest
            {
                Key = described.Key,
                Name = described.Name,
                Version = "0.0.0",
                Contract = ContractVersion.Current.ToString(),
                Assembly = source.GetType().Assembly.GetName().Name + ".dll",
                Publisher = "",
                Description = described.Description,
                Hosts = hosts.Count > 0 || described.BaseAddressField is not null ? hosts : [described.BaseAddress.Host],
            };
            return Active(manifest, "", DescriptorRules.Check(described, manifest), source, guide: null);
        }
        catch (PluginUnusableException problem)
        {
            throw new SourceNotUsableException(problem.Message);
        }
    }

    /// <summary>Loads the one plugin that lies in a folder, without a catalogue: for the process that runs just that plugin.</summary>
    public static SourcePlugin Load(string folder, TimeSpan timeLimit)
    {
        PluginManifest? manifest = null;
        folder = Path.GetFullPath(folder);
        try
        {
            manifest = ManifestReader.Read(folder);
            return PluginLoading.Load(folder, manifest, timeLimit);
        }
        catch (PluginUnusableException problem)
        {
            return Unusable(folder, manifest, problem.Status, problem.Message);
        }
    }

    /// <summary>The same in a process of its own, which the host's checks and pulls then use.</summary>
    public static SourcePlugin LoadSandboxed(SandboxLauncher launcher, string folder, TimeSpan timeLimit, TimeProvider clock)
    {
        PluginManifest? manifest = null;
        folder = Path.GetFullPath(folder);
        try
        {
            manifest = ManifestReader.Read(folder);
            return SandboxedPlugin.Load(launcher, folder, manifest, timeLimit, clock);
        }
        catch (PluginUnusableException problem)
        {
            return Unusable(folder, manifest, problem.Status, problem.Message);
        }
    }

    /// <summary>Ends the processes that it keeps.</summary>
    public void Dispose() => Sandbox?.Dispose();

    internal static SourcePlugin Active(
        PluginManifest manifest, string folder, SourceDescriptor descriptor, ISource source, string? guide, SandboxedPlugin? sandbox = null) => new()
        {
            Folder = folder,
            Key = manifest.Key,
            Name = manifest.Name,
            Version = manifest.Version,
            Publisher = manifest.Publisher,
            Description = manifest.Description,
            Status = PluginStatus.Active,
            Manifest = manifest,
            Descriptor = descriptor,
            Guide = guide,
            Source = source,
            Sandbox = sandbox,
        };

    internal static SourcePlugin Unusable(string folder, PluginManifest? manifest, PluginStatus status, string reason)
    {
        var (key, version) = NamedByFolders(folder);
        return new()
        {
            Folder = folder,
            Key = manifest?.Key ?? key,
            Name = manifest?.Name ?? key,
            Version = manifest?.Version ?? version,
            Publisher = manifest?.Publisher ?? "",
            Description = manifest?.Description ?? "",
            Status = status,
            Reason = reason,
            Manifest = manifest,
        };
    }

    private static (string Key, string Version) NamedByFolders(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        var name = Path.GetFileName(folder);
        return PluginVersion.IsSound(name) && Path.GetFileName(Path.GetDirectoryName(folder)) is { Length: > 0 } parent
            ? (parent, name)
            : (name, "");
    }
}
