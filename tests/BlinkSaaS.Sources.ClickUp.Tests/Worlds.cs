using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Sources.ClickUp.Tests;

internal static class Worlds
{
    /// <summary>Small, with more than one page of tasks in its first ClickUp Workspace.</summary>
    public static WorldOptions SeveralPages { get; } = WorldOptions.Small with { TasksPerList = 26, ArchivedListShare = 0.25, ArchivedTaskShare = 0.2 };

    /// <summary>So many calls that none is refused.</summary>
    public static RateLimitSettings NoLimit { get; } = new() { Limit = 1_000_000 };
}
