using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>Says of each dropped plugin whether it may be run, before any of its code is.</summary>
internal static class DropInRules
{
    /// <summary>What speaks against running it, as a plugin that is not used; null where it may be run.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="others">Keys that are taken by plugins that come with BlinkSaaS.</param>
    /// <param name="before">The dropped plugins that come before it.</param>
    /// <param name="approvals">What the operator decided.</param>
    public static SourcePlugin? Refusal(ShelvedPlugin plugin, IReadOnlySet<string> others, IReadOnlyList<ShelvedPlugin> before, IReadOnlyList<PluginApproval> approvals)
    {
        if (plugin.Problem is { } problem)
            return Not(plugin, problem.Status, problem.Message);
        var manifest = plugin.Manifest!;
        if (KeyProblem(manifest, others, before, approvals) is { } reason)
            return Not(plugin, PluginStatus.Malfunctioned, reason);
        return approvals.FirstOrDefault(approval => approval.Key == manifest.Key && approval.Version == manifest.Version) switch
        {
            null => Not(plugin, PluginStatus.WaitingForApproval, "None of its code is run until the operator approves it."),
            { Hash: var hash } when hash != plugin.Hash => Not(plugin, PluginStatus.WaitingForApproval, "Its files are not those that were approved. None of its code is run until the operator approves it again."),
            { IsDisabled: true } => Not(plugin, PluginStatus.Disabled, "The operator disabled it. Connections keep their records and are not pulled."),
            _ => null,
        };
    }

    private static string? KeyProblem(PluginManifest manifest, IReadOnlySet<string> others, IReadOnlyList<ShelvedPlugin> before, IReadOnlyList<PluginApproval> approvals)
    {
        if (others.Contains(manifest.Key))
            return $"Its key \"{manifest.Key}\" is that of a plugin that comes with BlinkSaaS. Remove it.";
        var known = before.Where(other => other.Manifest is not null).ToList();
        if (known.Find(other => other.Manifest!.Key == manifest.Key && other.Manifest.Version == manifest.Version) is { } same)
            return $"{manifest.Key} {manifest.Version} is already there, in {Path.GetFileName(same.Path)}. Remove one of the two.";
        var like = others.Concat(known.Select(other => other.Manifest!.Key)).Concat(approvals.Select(approval => approval.Key))
            .FirstOrDefault(key => KeyLikeness.Look(key, manifest.Key));
        return like is null ? null : $"Its key \"{manifest.Key}\" can be taken for \"{like}\", which is there already. Remove one of the two.";
    }

    private static SourcePlugin Not(ShelvedPlugin plugin, PluginStatus status, string reason) =>
        SourcePlugin.Unusable(plugin.Path, plugin.Manifest, status, reason) with { ContentHash = plugin.Hash ?? "" };
}
