namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>How well this machine can keep a plugin's process apart, as a probe at start found.</summary>
/// <param name="Kind">What it can do.</param>
/// <param name="Reason">Why it cannot do more, in a sentence for the operator; null where it can do all.</param>
public sealed record Confinement(ConfinementKind Kind, string? Reason)
{
    /// <summary>Whether a plugin has no network at all.</summary>
    public bool HasNoNetwork => Kind is ConfinementKind.OwnUser or ConfinementKind.SameUser;
}

/// <summary>Kinds of keeping apart.</summary>
public enum ConfinementKind
{
    /// <summary>A process of its own that could use the network.</summary>
    ProcessOnly,

    /// <summary>No network, other processes out of sight, under the user of the host without any of its powers.</summary>
    SameUser,

    /// <summary>No network, other processes out of sight, under a user that owns nothing.</summary>
    OwnUser,
}
