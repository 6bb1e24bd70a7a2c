using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace SourceRunner;

/// <summary>The plugin of a folder, loaded as the host loads it, and sessions with it.</summary>
internal sealed class LoadedPlugin : IDisposable
{
    private readonly RunnerArguments _arguments;
    private readonly SourceConnections _connections = new();
    private readonly SourceSessions _sessions;

    private LoadedPlugin(RunnerArguments arguments, SourcePlugin plugin)
    {
        _arguments = arguments;
        Plugin = plugin;
        var options = Options.Create(new SourcesOptions());
        var addresses = new SourceAddresses(options);
        if (arguments.BaseAddress is { } address)
            addresses.Set(plugin.Key, address);
        _sessions = new SourceSessions(SourceCatalog.Of(plugin), addresses, _connections, options, TimeProvider.System);
    }

    public SourcePlugin Plugin { get; }

    public SourceDescriptor Descriptor => Plugin.Descriptor!;

    /// <exception cref="SourceNotUsableException">There is no plugin in the folder, or none that works.</exception>
    public static LoadedPlugin Load(RunnerArguments arguments)
    {
        var options = new SourcesOptions { PluginFolders = { Path.GetDirectoryName(arguments.PluginFolder)! } };
        var found = new SourceCatalog(Options.Create(options), NullLogger<SourceCatalog>.Instance).All
            .FirstOrDefault(p => Path.TrimEndingDirectorySeparator(p.Folder) == arguments.PluginFolder)
            ?? throw new SourceNotUsableException($"There is no plugin in {arguments.PluginFolder}. Name the folder that holds plugin.json.");
        return found.Status == PluginStatus.Active
            ? new LoadedPlugin(arguments, found)
            : throw new SourceNotUsableException($"{found.Name} cannot be used: {found.Reason}");
    }

    public SourceSession Open() => _sessions.Open(Credentials(), new HeaderBudget(Descriptor.RateLimit, TimeProvider.System), WriteLog);

    public void Dispose() => _connections.Dispose();

    private SourceCredentials Credentials()
    {
        if (_arguments.Values.Keys.FirstOrDefault(key => Descriptor.Fields.All(f => f.Key != key)) is { } unknown)
            throw new UsageException($"{Plugin.Name} has no field '{unknown}'. It has: {string.Join(", ", Descriptor.Fields.Select(f => f.Key))}.");
        var typed = _arguments.Values.ToDictionary(v => v.Key, string? (v) => v.Value);
        foreach (var (key, problem) in CredentialValidation.Validate(Descriptor, typed))
            throw new UsageException($"--set {key}=...: {problem}");
        var values = CredentialValidation.Trim(Descriptor, typed);
        var secret = Descriptor.Fields.Where(f => f.Kind == CredentialFieldKind.Secret).Select(f => f.Key).ToHashSet();
        return new SourceCredentials
        {
            SourceKey = Plugin.Key,
            Settings = values.Where(v => !secret.Contains(v.Key)).ToDictionary(),
            Secrets = values.Where(v => secret.Contains(v.Key)).ToDictionary(),
        };
    }

    private static void WriteLog(SourceLogLevel level, string line) => Console.Error.WriteLine($"{level}: {line}");
}
