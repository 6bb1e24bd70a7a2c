using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Plugins;

/// <summary>What an operator decided about one version of a plugin. The instance's, like the plugins themselves.</summary>
public sealed class PluginDecision
{
    /// <summary>Key of the source.</summary>
    public required string Key { get; set; }

    /// <summary>Version of the plugin.</summary>
    public required string Version { get; set; }

    /// <summary>Hash of its files as they were approved; empty for one that comes with BlinkSaaS.</summary>
    public required string Hash { get; set; }

    /// <summary>Whether it is switched off.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>Whether connections are not moved to it any more, because the operator went back to the version before.</summary>
    public bool IsWithdrawn { get; set; }

    /// <summary>Address of the operator.</summary>
    public required string DecidedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>Its table.</summary>
    internal static void Configure(ModelBuilder builder) => builder.Entity<PluginDecision>(decision =>
    {
        decision.HasKey(d => new { d.Key, d.Version });
        decision.Property(d => d.Key).HasMaxLength(40);
        decision.Property(d => d.Version).HasMaxLength(160);
        decision.Property(d => d.Hash).HasMaxLength(64);
        decision.Property(d => d.DecidedBy).HasMaxLength(256);
    });
}
