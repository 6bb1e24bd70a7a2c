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
    public async Task Streams_that_are_read_at_the_same_time_ask_nothing_twice()
    {
        await using var simulator = await StartAsync(Worlds.SeveralPages, new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAtOnceAsync();
        Assert.Equal(CallsOfTheTree(simulator, foldersEmbedArchivedLists: false) + CallsOfTheTasks(simulator), simulator.Statistics.Calls);
        Assert.Distinct(simulator.Statistics.Recent.Select(call => call.PathAndQuery));
        pulled.AssertIsTruth();
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_leaves_the_others_their_answers()
    {
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { RateLimit = Worlds.NoLimit, Latency = TimeSpan.FromMilliseconds(300) }, TestContext.Current.CancellationToken);
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        using var session = sessions.Open(simulator.Tokens.Owner);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var stream = await session.Source.DiscoverAsync(session, cancel.Token).FirstAsync(s => s.Name == "tasks", cancel.Token);
        var first = session.Source.PartitionAsync(session, stream, cancel.Token).ToListAsync(cancel.Token);
        var second = session.Source.PartitionAsync(session, stream, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);
        Assert.Equal(simulator.World.Workspaces.Count, (await second).Count);
    }

    [Fact]
    public async Task An_unchanged_ClickUp_Workspace_costs_two_calls_and_one_for_all()
    {
        await using var simulator = await StartAsync(Worlds.SeveralPages, new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        simulator.Statistics.Reset();
        _clock.Advance(TimeSpan.FromHours(1));
        await pulled.PullAsync();
        // One for the ClickUp Workspaces, and for each of them one for its living tasks and one for the archived ones.
        Assert.Equal(1 + simulator.World.Workspaces.Count * 2, simulator.Statistics.Calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(13)]
    public async Task However_many_ClickUp_Workspaces_an_unchanged_pull_costs_at_most_five_calls_and_one_for_each(int workspaces)
    {
        await using var simulator = await StartAsync(WorldOptions.Small with { ClickUpWorkspaces = workspaces, TasksPerList = 2 }, new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        var archivedAsked = new HashSet<string>();
        for (var pull = 0; pull < 4; pull++)
        {
            _clock.Advance(TimeSpan.FromMinutes(15));
            simulator.Statistics.Reset();
            await pulled.PullAsync();
            Assert.InRange(simulator.Statistics.Calls, workspaces + 1, workspaces + 5);
            archivedAsked.UnionWith(simulator.Statistics.Recent.Where(c => c.PathAndQuery.Contains("archived=true", StringComparison.Ordinal)).Select(c => c.PathAndQuery.Split('?')[0]));
        }

        Assert.Equal(workspaces, archivedAsked.Count);
    }

    [Fact]
    public async Task Time_in_status_is_asked_for_a_hundred_tasks_at_a_time()
    {
        await using var simulator = await StartAsync(Worlds.SeveralPages, new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync(full: false, "time_in_status");
        var pages = CallsOfTheTasks(simulator);
        var asked = simulator.Statistics.Recent.Count(c => c.Template.Contains("bulk_time_in_status", StringComparison.Ordinal));
        Assert.InRange(asked, simulator.World.Tasks.Count() / 100, pages);
    }

    [Fact]
    public async Task Streams_that_need_to_know_which_tasks_there_are_share_the_pages()
    {
        await using var simulator = await StartAsync(Worlds.SeveralPages, new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync(full: false, "comments", "time_in_status");
        Assert.Equal(CallsOfTheTasks(simulator), simulator.Statistics.Recent.Count(c => c.Template.EndsWith("{team}/task", StringComparison.Ordinal) || c.Template.EndsWith("{list}/task", StringComparison.Ordinal)));
        Assert.Distinct(simulator.Statistics.Recent.Select(call => call.PathAndQuery));
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
    internal static int CallsOfTheTasks(SimulatorHost simulator)
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
