using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Sessions;

/// <summary>Opens sessions for the check, the engine and the conformance kit.</summary>
public sealed class SourceSessions : ISourceSessions
{
    private readonly SourceCatalog _catalog;
    private readonly SourceAddresses _addresses;
    private readonly SourceConnections _connections;
    private readonly SourcesOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Opens sessions over the connections of the host.</summary>
    public SourceSessions(
        SourceCatalog catalog, SourceAddresses addresses, SourceConnections connections, IOptions<SourcesOptions> options, TimeProvider clock)
    {
        _catalog = catalog;
        _addresses = addresses;
        _connections = connections;
        _options = options.Value;
        _clock = clock;
    }

    /// <inheritdoc />
    public SourceSession Open(SourceCredentials credentials, ICallBudget budget, Action<SourceLogLevel, string> log)
    {
        var plugin = _catalog.Find(credentials.SourceKey, credentials.Version) ?? throw NotUsable(credentials.SourceKey, credentials.Version);
        var descriptor = plugin.Descriptor!;
        var called = CalledAddress.Of(descriptor, plugin.Manifest!.Hosts, _addresses.Find(plugin.Key), credentials.Settings);
        var meter = new CallMeter();
        var authorization = new RequestAuthorization(descriptor, credentials);
        var pipeline = new SourcePipeline
        {
            Source = descriptor,
            Permitted = called.Permitted,
            Authorization = authorization,
            Budget = budget,
            Meter = meter,
            Clock = _clock,
            MaxAnswerBytes = _options.MaxAnswerBytes,
            CallTimeLimit = _options.CallTimeLimit,
        };
        var (source, process) = plugin.Sandbox is { } sandbox ? sandbox.Open() : (plugin.Source!, null);
        return new HostedSession(
            source,
            pipeline.Client(_connections.For(plugin.Key, called.Operators), called.Base),
            PlainSettings(descriptor, credentials),
            meter,
            new PluginLog(authorization.Secrets, log, _clock),
            _clock,
            process);
    }

    /// <summary>A value whose field is secret never reaches the plugin, even where it was stored among the settings.</summary>
    private static Dictionary<string, string> PlainSettings(SourceDescriptor descriptor, SourceCredentials credentials)
    {
        var secret = descriptor.Fields.Where(field => field.Kind == CredentialFieldKind.Secret).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        return credentials.Settings
            .Where(setting => !secret.Contains(setting.Key))
            .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal);
    }

    private SourceNotUsableException NotUsable(string key, string? version)
    {
        var broken = _catalog.All.LastOrDefault(plugin => plugin.Key == key && (version is null || plugin.Version == version)) ?? _catalog.All.LastOrDefault(plugin => plugin.Key == key);
        return new SourceNotUsableException(broken switch
        {
            null => $"The source \"{key}\" is not installed. Ask whoever runs this BlinkSaaS to install its plugin.",
            { Status: PluginStatus.Disabled or PluginStatus.WaitingForApproval } => $"{broken.Name} cannot be used now, because its plugin is switched off. Ask whoever runs this BlinkSaaS to switch it on.",
            _ => $"{broken.Name} cannot be used now, because its plugin does not work. Ask whoever runs this BlinkSaaS to look at it.",
        });
    }
}
