using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>
/// Keeps the catalogue up to date with what lies in the plugins folder and with what the operator decided, on every node, while
/// the host runs.
/// </summary>
public sealed partial class DropInPlugins : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    /// <summary>What was decided at another node is known here after this long.</summary>
    private static readonly TimeSpan s_read = TimeSpan.FromSeconds(5);

    /// <summary>One that could not be loaded is tried again after this long: the machine may have been busy.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    private readonly SourcesOptions _options;
    private readonly SourceCatalog _catalog;
    private readonly SandboxLauncher _launcher;
    private readonly IPluginApprovals _approvals;
    private readonly TimeProvider _clock;
    private readonly ILogger<DropInPlugins> _log;
    private readonly DroppedFiles? _files;
    private readonly PluginShelf? _shelf;
    private readonly Dictionary<string, (string Stamp, ShelvedPlugin Plugin)> _shelved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SourcePlugin Plugin, long At)> _loaded = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _alone = new(1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private IReadOnlyList<PluginApproval>? _decided;
    private long _decidedAt;
    private string _lastTrouble = "";

    /// <summary>Looks at nothing yet.</summary>
    public DropInPlugins(
        IOptions<SourcesOptions> options, SourceCatalog catalog, SandboxLauncher launcher, IPluginApprovals approvals, TimeProvider clock, ILogger<DropInPlugins> log)
    {
        (_options, _catalog, _launcher, _approvals, _clock, _log) = (options.Value, catalog, launcher, approvals, clock, log);
        if (_options.DropInFolder is not { Length: > 0 } folder)
            return;
        folder = Path.GetFullPath(folder);
        _files = new DroppedFiles(folder, s_settle, clock);
        _shelf = new PluginShelf(Path.Combine(folder, PluginShelf.Name));
    }

    /// <summary>Looks at once, and returns when the catalogue says what was found: after the operator decided something.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => LookAsync(TimeSpan.Zero, atStart: false, cancellationToken);

    /// <summary>What is approved is there before pulls begin: what lies in the folder when the host starts is not waited for.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryLookAsync(atStart: true, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    private async Task LookAsync(TimeSpan maxAge, bool atStart, CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        try
        {
            if (_decided is null || _clock.GetElapsedTime(_decidedAt) >= maxAge)
                (_decided, _decidedAt) = (await _approvals.ReadAsync(cancellationToken), _clock.GetTimestamp());
            await Task.Run(() => Look(_files?.Look(atStart) ?? [], _shelf, _decided), cancellationToken);
        }
        finally
        {
            _alone.Release();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        foreach (var (plugin, _) in _loaded.Values)
            plugin.Dispose();
        _alone.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host starts meanwhile
        using var watcher = Watch();
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryLookAsync(atStart: false, stoppingToken);
            await WaitAsync(stoppingToken);
        }
    }

    private async Task TryLookAsync(bool atStart, CancellationToken stoppingToken)
    {
        try
        {
            await LookAsync(s_read, atStart, stoppingToken);
            _lastTrouble = "";
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // Whatever it is, what is loaded goes on, and the next look may find all well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (_lastTrouble != e.Message)
                LogTrouble(e);
            _lastTrouble = e.Message;
        }
    }

    /// <summary>Until the next look is due, or the folder says that something changed.</summary>
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var due = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        due.CancelAfter(s_every);
        try
        {
            await _wake.WaitAsync(due.Token);
        }
        catch (OperationCanceledException)
        {
            // Due, or the host stops.
        }
    }

    /// <summary>Only makes it quicker; where a system tells nothing, looking does.</summary>
    private FileSystemWatcher? Watch()
    {
        if (_files is null)
            return null;
        try
        {
            var watcher = new FileSystemWatcher(Path.GetFullPath(_options.DropInFolder!)) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
            watcher.Created += (_, _) => Wake();
            watcher.Deleted += (_, _) => Wake();
            watcher.Renamed += (_, _) => Wake();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Awake already, or over.
        }
    }

    private void Look(IReadOnlyList<(string Path, string? Stamp)> found, PluginShelf? shelf, IReadOnlyList<PluginApproval> approvals)
    {
        foreach (var gone in _shelved.Keys.Except(found.Select(entry => entry.Path)).ToList())
            _shelved.Remove(gone);
        foreach (var (path, stamp) in found)
            if (stamp is not null && (!_shelved.TryGetValue(path, out var known) || known.Stamp != stamp))
                _shelved[path] = (stamp, shelf!.Take(path));
        var plugins = new List<SourcePlugin>();
        var before = new List<ShelvedPlugin>();
        foreach (var (_, plugin) in _shelved.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value))
        {
            plugins.Add(Judge(plugin, before, approvals));
            before.Add(plugin);
        }

        Forget(plugins);
        _catalog.Replace(plugins, approvals);
        shelf?.Tidy(_shelved.Values.Select(entry => entry.Plugin.Folder).OfType<string>(), _clock.GetUtcNow());
    }

    private SourcePlugin Judge(ShelvedPlugin plugin, List<ShelvedPlugin> before, IReadOnlyList<PluginApproval> approvals)
    {
        if (DropInRules.Refusal(plugin, _catalog.BundledKeys, before, approvals) is { } refused)
            return refused;
        if (_loaded.TryGetValue(plugin.Hash!, out var known) && (known.Plugin.Status == PluginStatus.Active || _clock.GetElapsedTime(known.At) < s_again))
            return known.Plugin;
        var loaded = SourcePlugin.LoadSandboxed(_launcher, plugin.Folder!, _options.DescribeTimeLimit, _clock) with { ContentHash = plugin.Hash };
        LogLoaded(loaded.Key, loaded.Version, loaded.Status, loaded.Reason);
        _loaded[plugin.Hash!] = (loaded, _clock.GetTimestamp());
        return loaded;
    }

    /// <summary>What is not to be used any more is loaded anew when it is. Sessions that are open go on with their processes.</summary>
    private void Forget(List<SourcePlugin> plugins)
    {
        foreach (var (hash, (plugin, _)) in _loaded.Where(entry => !plugins.Exists(plugin => ReferenceEquals(plugin, entry.Value.Plugin))).ToList())
        {
            _loaded.Remove(hash);
            plugin.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Key} {Version} is {Status}. {Reason}")]
    private partial void LogLoaded(string key, string version, PluginStatus status, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plugins could not be looked at")]
    private partial void LogTrouble(Exception exception);
}
