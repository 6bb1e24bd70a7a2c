using ClickUpSimulator.Sight;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Hooks;

/// <summary>A webhook that a token made.</summary>
public sealed class Webhook
{
    public required string Id { get; init; }

    public required string Secret { get; init; }

    public required ClickUpWorkspace Workspace { get; init; }

    public required AccessToken Token { get; init; }

    public required Uri Endpoint { get; set; }

    /// <summary>Names of events, or "*".</summary>
    public required IReadOnlyList<string> Events { get; set; }

    /// <summary>active, failing or suspended.</summary>
    public string Status { get; set; } = "active";

    public int FailCount { get; set; }

    internal bool Wants(string name) => Events.Contains("*") || Events.Contains(name);
}
