namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>Ends the loading of one plugin; the catalogue turns it into a status. The message is the reason shown to people.</summary>
internal sealed class PluginUnusableException(PluginStatus status, string reason, Exception? cause = null)
    : Exception(reason, cause)
{
    public PluginStatus Status { get; } = status;

    public static PluginUnusableException Malfunctioned(string reason, Exception? cause = null) =>
        new(PluginStatus.Malfunctioned, reason, cause);
}
