using Microsoft.Extensions.Configuration;

namespace BlinkSaaS.Sources.Hosting;

/// <summary>Where plugins lie, and how their calls are bounded.</summary>
public sealed class SourcesOptions
{
    /// <summary>Folders with plugins: <c>&lt;folder&gt;/&lt;key&gt;/&lt;version&gt;/plugin.json</c> or <c>&lt;folder&gt;/&lt;anything&gt;/plugin.json</c>.</summary>
    public IList<string> PluginFolders { get; } = [];

    /// <summary>
    /// The operator's addresses by source key. Each replaces the base address of its source and permits exactly its scheme,
    /// host and port for that source, private and loopback addresses included. <see cref="SourceAddresses"/> changes them later.
    /// </summary>
    public IDictionary<string, Uri> BaseAddresses { get; } = new Dictionary<string, Uri>(StringComparer.Ordinal);

    /// <summary>Largest body of an answer, in bytes after decompression.</summary>
    public long MaxAnswerBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Longest time from sending a call to the last byte of its answer.</summary>
    public TimeSpan CallTimeLimit { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Longest time a plugin may take to be loaded, constructed and described.</summary>
    public TimeSpan DescribeTimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads the section <c>Sources</c>: <c>PluginFolders</c> is a list, every other child is a source's key with a
    /// <c>BaseAddress</c>.
    /// </summary>
    /// <exception cref="ArgumentException">An address is not one; the message names it.</exception>
    public void ReadFrom(IConfiguration sources)
    {
        foreach (var folder in sources.GetSection(nameof(PluginFolders)).GetChildren())
            if (!string.IsNullOrWhiteSpace(folder.Value))
                PluginFolders.Add(folder.Value);
        foreach (var source in sources.GetChildren())
            if (source["BaseAddress"] is { Length: > 0 } address)
                BaseAddresses[source.Key.ToLowerInvariant()] = SourceAddresses.Parse(source.Key, address);
    }
}
