namespace BlinkSaaS.Sources.Hosting;

/// <summary>
/// A plugin that runs in a process of its own failed: it threw, its process ended, or it was ended because it used too much.
/// The message says which, and holds no secret: the process has none.
/// </summary>
public sealed class PluginFailedException(string message) : Exception(message)
{
    /// <summary>Where in the plugin it happened.</summary>
    public string Places { get; init; } = "";

    /// <inheritdoc />
    public override string? StackTrace => Places.Length > 0 ? Places + Environment.NewLine + base.StackTrace : base.StackTrace;
}
