namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>What <c>plugin.json</c> says, read and validated before any code of the plugin is loaded.</summary>
public sealed record PluginManifest
{
    /// <summary>Key of the source: 2 to 40 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Name of the source.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the plugin: <c>1.2.3</c>, or <c>1.2.3-beta.1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Version of the contract it was built against: <c>1.0</c>.</summary>
    public required string Contract { get; init; }

    /// <summary>File name of the plugin's assembly, in the manifest's folder.</summary>
    public required string Assembly { get; init; }

    /// <summary>Who made it.</summary>
    public required string Publisher { get; init; }

    /// <summary>One sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Host names it may call, over https on port 443.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }
}
