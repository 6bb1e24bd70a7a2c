using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>A plugin whose code never runs in the host: each check and each pull gets a process of its own.</summary>
internal sealed class SandboxedPlugin : IDisposable
{
    /// <summary>Events come in bursts; the process that reads them is kept so long after the last one.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(60);

    private readonly SandboxLauncher _launcher;
    private readonly string _folder;
    private readonly LoadedPlugin _plugin;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private SandboxProcess? _shared;
    private ITimer? _stop;

    private SandboxedPlugin(SandboxLauncher launcher, string folder, LoadedPlugin plugin, TimeProvider clock)
    {
        (_launcher, _folder, _plugin, _clock) = (launcher, folder, plugin, clock);
        Source = RemoteSources.Create(plugin, Shared, clock);
    }

    /// <summary>For what needs no context: what an event is about.</summary>
    public ISource Source { get; }

    /// <summary>Loads a plugin in a process, to be told what it is.</summary>
    /// <exception cref="PluginUnusableException">It cannot be used; the message says why.</exception>
    public static SourcePlugin Load(SandboxLauncher launcher, string folder, PluginManifest manifest, TimeSpan timeLimit, TimeProvider clock)
    {
        if (!launcher.IsAllowed)
            throw new PluginUnusableException(PluginStatus.NotSupported, $"{launcher.Confinement.Reason} Plugins that do not come with BlinkSaaS are not run here, unless the operator sets Sources:Sandbox:AllowNetworkNotConfined.");
        var loaded = Ask(launcher, folder, timeLimit, clock);
        if (loaded.Status != PluginStatus.Active || loaded.Descriptor is not { } described)
            throw new PluginUnusableException(loaded.Status == PluginStatus.Active ? PluginStatus.Malfunctioned : loaded.Status, Cut(loaded.Reason));
        var sound = loaded with { Descriptor = DescriptorRules.Check(described, manifest) };
        var plugin = new SandboxedPlugin(launcher, folder, sound, clock);
        return SourcePlugin.Active(manifest, folder, sound.Descriptor, plugin.Source, PluginLoading.ReadGuide(folder), plugin);
    }

    /// <summary>A process for one check or one pull.</summary>
    public (ISource Source, IDisposable Process) Open()
    {
        var process = new SandboxProcess(_launcher, _folder, _clock);
        return (RemoteSources.Create(_plugin, () => process, _clock), process);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stop?.Dispose();
            _shared?.Dispose();
            _shared = null;
        }
    }

    private static LoadedPlugin Ask(SandboxLauncher launcher, string folder, TimeSpan timeLimit, TimeProvider clock)
    {
        using var process = new SandboxProcess(launcher, folder, clock);
        try
        {
            return process.LoadAsync().WaitAsync(timeLimit, TimeProvider.System).GetAwaiter().GetResult();
        }
        catch (TimeoutException e)
        {
            throw PluginUnusableException.Malfunctioned(
                $"It did not finish describing itself within {timeLimit.TotalSeconds:0.#} seconds. Ask the plugin's publisher for a corrected version.", e);
        }
        catch (PluginFailedException e)
        {
            throw PluginUnusableException.Malfunctioned($"It failed while it was loaded. {e.Message} Ask the plugin's publisher for a corrected version.", e);
        }
    }

    private SandboxProcess Shared()
    {
        lock (_gate)
        {
            if (_shared is null || _shared.Ended is not null)
                _shared = new SandboxProcess(_launcher, _folder, _clock);
            _stop ??= _clock.CreateTimer(_ => StopIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _stop.Change(s_idle, Timeout.InfiniteTimeSpan);
            return _shared;
        }
    }

    private void StopIdle()
    {
        lock (_gate)
        {
            _shared?.Dispose();
            _shared = null;
        }
    }

    private static string Cut(string? reason) => string.IsNullOrWhiteSpace(reason)
        ? "It says nothing about itself. Ask the plugin's publisher for a corrected version."
        : new string([.. reason.Take(500).Select(c => char.IsControl(c) ? ' ' : c)]);
}
