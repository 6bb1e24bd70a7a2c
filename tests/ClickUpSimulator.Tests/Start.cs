using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Tests;

internal static class Start
{
    /// <summary>A small world with every share high enough to show, and no limit in the way.</summary>
    public static WorldOptions World { get; } = WorldOptions.Small with
    {
        FoldersPerSpace = 3,
        TasksPerList = 20,
        ArchivedListShare = 0.2,
        ArchivedFolderShare = 0.3,
        SeveralListsShare = 0.1,
    };

    public static RateLimitSettings NoLimit { get; } = new() { Limit = 1_000_000 };

    public static Task<SimulatorHost> SimulatorAsync(WorldOptions? world = null, Modes? modes = null, RateLimitSettings? limit = null, TimeProvider? clock = null) =>
        SimulatorHost.StartAsync(
            new SimulatorOptions
            {
                World = world ?? World,
                Modes = modes ?? new Modes(),
                RateLimit = limit ?? NoLimit,
                Clock = clock ?? TimeProvider.System,
            },
            TestContext.Current.CancellationToken);
}
