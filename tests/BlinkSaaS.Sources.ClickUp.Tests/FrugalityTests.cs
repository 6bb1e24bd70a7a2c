using ClickUpSimulator;
using ClickUpSimulator.Worlds;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Calls are what is scarce: a pull makes exactly those that the world demands.</summary>
public sealed class FrugalityTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_pull_makes_no_call_too_many(bool foldersEmbedArchivedLists)
    {
        await using var simulator = await StartAsync(Worlds.SeveralPages, new Modes { FoldersEmbedArchivedLists = foldersEmbedArchivedLists });
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        Assert.Equal(CallsOfTheTree(simulator, foldersEmbedArchivedLists) + CallsOfTheTasks(simulator), simulator.Statistics.Calls);
        Assert.Distinct(simulator.Statistics.Recent.Select(call => call.PathAndQuery));
    }

    [Fact]
    public async Task An_unchanged_ClickUp_Workspace_costs_two_calls_for_its_tasks()
    {
        await using var simulator = await StartAsync(Worlds.SeveralPages, new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        simulator.Statistics.Reset();
        _clock.Advance(TimeSpan.FromHours(1));
        await pulled.PullAsync(full: false, "tasks");
        // One for the ClickUp Workspaces, and for each of them two for its spaces and two for its tasks.
        Assert.Equal(1 + simulator.World.Workspaces.Count * 4, simulator.Statistics.Calls);
    }

    [Fact]
    public async Task A_workspace_of_many_small_lists_is_not_walked_list_by_list()
    {
        var world = WorldOptions.Small with
        {
            ClickUpWorkspaces = 1, Spaces = 2, ArchivedSpaces = 0, FoldersPerSpace = 20, ListsPerFolder = 5, TasksPerList = 3, ArchivedFolderShare = 0, ArchivedListShare = 0,
        };
        await using var simulator = await StartAsync(world, new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync(full: false, "tasks");
        var lists = simulator.World.Lists.Count();
        Assert.True(lists > 200, $"{lists} lists");
        Assert.DoesNotContain(simulator.Statistics.Recent, call => call.Template.Contains("/list/{list}/task", StringComparison.Ordinal));
        pulled.AssertTasksAreTruth();
    }

    // The ClickUp Workspaces; their spaces, archived and not; folders and lists of each space, archived and not; and the
    // archived lists of each folder where folders do not bring them.
    private static int CallsOfTheTree(SimulatorHost simulator, bool foldersEmbedArchivedLists)
    {
        var spaces = simulator.World.Spaces.ToList();
        var folders = foldersEmbedArchivedLists ? 0 : spaces.Sum(s => s.Folders.Count(f => !f.Deleted));
        return 1 + simulator.World.Workspaces.Count * 2 + spaces.Count * 4 + folders;
    }

    // Pages of 100, for archived tasks apart, of each ClickUp Workspace and of each list in the archive.
    private static int CallsOfTheTasks(SimulatorHost simulator)
    {
        var calls = 0;
        foreach (var workspace in simulator.World.Workspaces)
            calls += Pages(workspace.Tasks.Where(t => !t.List.IsUnderArchive));
        foreach (var list in simulator.World.Lists.Where(l => l.IsUnderArchive))
            calls += Pages(list.Tasks.Concat(list.AddedTasks));
        return calls;
    }

    private static int Pages(IEnumerable<WorkTask> tasks) => tasks.ToLookup(t => t.Archived) is var by
        ? Math.Max(1, (by[false].Count() + 99) / 100) + Math.Max(1, (by[true].Count() + 99) / 100)
        : 0;

    private Task<SimulatorHost> StartAsync(WorldOptions world, Modes modes) => SimulatorHost.StartAsync(
        new SimulatorOptions { World = world, RateLimit = Worlds.NoLimit, Modes = modes, Clock = _clock },
        TestContext.Current.CancellationToken);
}
