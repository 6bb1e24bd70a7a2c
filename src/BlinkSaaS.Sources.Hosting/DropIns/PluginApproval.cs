namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>What the operator decided about one version of a plugin.</summary>
/// <param name="Key">Key of the source.</param>
/// <param name="Version">Version of the plugin.</param>
/// <param name="Hash">Hash of all its files when it was approved; other files are another plugin.</param>
/// <param name="IsDisabled">Whether it is approved but not used.</param>
/// <param name="IsWithdrawn">Whether connections are not moved to it: the operator went back to the version before.</param>
public sealed record PluginApproval(string Key, string Version, string Hash, bool IsDisabled, bool IsWithdrawn = false);

/// <summary>Where approvals are kept: in the database that all nodes share. Without one nothing is approved.</summary>
public interface IPluginApprovals
{
    /// <summary>All of them.</summary>
    Task<IReadOnlyList<PluginApproval>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>For hosts that have no operator: tools and tests.</summary>
internal sealed class NoApprovals : IPluginApprovals
{
    public Task<IReadOnlyList<PluginApproval>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PluginApproval>>([]);
}
