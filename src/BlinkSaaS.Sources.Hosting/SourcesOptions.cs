using Microsoft.Extensions.Configuration;

namespace BlinkSaaS.Sources.Hosting;

/// <summary>Where plugins lie, and how their calls are bounded.</summary>
public sealed class SourcesOptions
{
    /// <summary>Folders with the plugins that come with BlinkSaaS: <c>&lt;folder&gt;/&lt;key&gt;/&lt;version&gt;/plugin.json</c> or <c>&lt;folder&gt;/&lt;anything&gt;/plugin.json</c>.</summary>
    public IList<string> PluginFolders { get; } = [];

    /// <summary>
    /// Folder in which further plugins are dropped while the host runs, each as a folder, a <c>.zip</c> or a <c>.nupkg</c>; null
    /// for none. The host writes to it: copies of what lies there. Others may read it.
    /// </summary>
    public string? DropInFolder { get; set; }

    /// <summary>How plugins that do not come with BlinkSaaS are kept apart.</summary>
    public Sandboxing.SandboxOptions Sandbox { get; init; } = new();

    /// <summary>
    /// The operator's addresses by source key. Each replaces the base address of its source and permits exactly its scheme,
    /// host and port for that source, private and loopback addresses included. <see cref="SourceAddresses"/> changes them later.
    /// </summary>
    public IDictionary<string, Uri> BaseAddresses { get; } = new Dictionary<string, Uri>(StringComparer.Ordinal);

    /// <summary>
    /// The operator's OAuth clients by source key: where there is one, and the source can, a person signs in at the tool instead
    /// of copying a secret.
    /// </summary>
    public IDictionary<string, SignIns.OAuthClient> OAuthClients { get; } = new Dictionary<string, SignIns.OAuthClient>(StringComparer.Ordinal);

    /// <summary>Largest body of an answer, in bytes after decompression.</summary>
    public long MaxAnswerBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Longest time from sending a call to the last byte of its answer.</summary>
    public TimeSpan CallTimeLimit { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Longest time a plugin may take to be loaded, constructed and described.</summary>
    public TimeSpan DescribeTimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads the section <c>Sources</c>: <c>PluginFolders</c> is a list, every other child is a source's key with a
    /// <c>BaseAddress</c> and <c>OAuth</c> (<c>ClientId</c>, <c>ClientSecret</c>), except <c>Sandbox</c>.
    /// </summary>
    /// <exception cref="ArgumentException">An address or a value of <c>Sandbox</c> is not sound, or a client is half configured; the message names it.</exception>
    public void ReadFrom(IConfiguration sources)
    {
        foreach (var folder in sources.GetSection(nameof(PluginFolders)).GetChildren())
            if (!string.IsNullOrWhiteSpace(folder.Value))
                PluginFolders.Add(folder.Value);
        DropInFolder = sources[nameof(DropInFolder)] is { Length: > 0 } dropIn ? dropIn : DropInFolder;
        Sandbox.ReadFrom(sources.GetSection(nameof(Sandbox)));
        foreach (var source in sources.GetChildren())
        {
            if (source["BaseAddress"] is { Length: > 0 } address)
                BaseAddresses[source.Key.ToLowerInvariant()] = SourceAddresses.Parse(source.Key, address);
            if (ClientOf(source) is { } client)
                OAuthClients[source.Key.ToLowerInvariant()] = client;
        }
    }

    private static SignIns.OAuthClient? ClientOf(IConfigurationSection source)
    {
        var oauth = source.GetSection("OAuth");
        var (id, secret, address) = (oauth["ClientId"]?.Trim() ?? "", oauth["ClientSecret"]?.Trim() ?? "", oauth["AuthorizeAddress"]?.Trim());
        if (id.Length == 0 && secret.Length == 0)
            return null;
        if (id.Length == 0 || secret.Length == 0)
            throw new ArgumentException($"Sources:{source.Key}:OAuth needs both ClientId and ClientSecret. Set the missing one, or remove the other.");
        if (!string.IsNullOrEmpty(address) && !Uri.TryCreate(new Uri("https://example.com/"), address, out _))
            throw new ArgumentException($"Sources:{source.Key}:OAuth:AuthorizeAddress is not an address. Set it to one like https://example.com/authorize, or remove it.");
        return new SignIns.OAuthClient { ClientId = id, ClientSecret = secret, AuthorizeAddress = address };
    }
}
