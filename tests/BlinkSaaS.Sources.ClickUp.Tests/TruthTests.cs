using ClickUpSimulator;
using ClickUpSimulator.Mutations;
using ClickUpSimulator.Worlds;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>What was pulled is compared with what the simulator knows: none lost, none twice, none stale.</summary>
public sealed class TruthTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(25);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));

    /// <summary>Each disputed point in either mode, and the two that matter most together.</summary>
    public static TheoryData<Modes> DisputedPoints =>
    [
        new Modes(),
        new Modes { InclusiveDates = true },
        new Modes { TeamPagesGiveLastPage = false },
        new Modes { ShortPages = true },
        new Modes { TeamPagesGiveLastPage = false, ShortPages = true },
        new Modes { FoldersEmbedArchivedLists = true },
        new Modes { UpdatedAscends = true },
        new Modes { ArchivedContainersHideTasks = false },
        new Modes { GuestsSeeContainers = false },
    ];

    [Theory]
    [MemberData(nameof(DisputedPoints))]
    public async Task A_full_pull_brings_exactly_what_the_token_sees(Modes modes)
    {
        await using var simulator = await StartAsync(modes);
        foreach (var token in (string[])[simulator.Tokens.Owner, simulator.Tokens.Member, simulator.Tokens.Guest])
        {
            using var pulled = new PulledRecords(simulator, token, _clock) { EveryStream = true };
            await pulled.PullAsync();
            pulled.AssertIsTruth();
            Assert.All(pulled.Completions.Values, completion => Assert.True(completion.Complete));
            Assert.Empty(pulled.Log);
        }
    }

    [Theory]
    [MemberData(nameof(DisputedPoints))]
    public async Task Incremental_pulls_bring_every_change(Modes modes)
    {
        await using var simulator = await StartAsync(modes);
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        for (var round = 1; round <= 4; round++)
        {
            _clock.Advance(Day);
            simulator.Mutate.Random(new RandomChanges { Seed = round, Creates = 6, Updates = 40, Moves = 8, Archives = 8 });
            await pulled.PullAsync();
            pulled.AssertIsTruth();
            Assert.False(pulled.Completions[("tasks", simulator.World.Workspaces[0].Id)].Complete);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Further_streams_bring_every_change(bool commentsTouchTheirTask)
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock) { EveryStream = true };
        await pulled.PullAsync();
        simulator.Mutate.Random(new RandomChanges { Updates = 20, Creates = 5 });
        simulator.Mutate.UpdateDocPage((string)pulled["doc_pages"].Values.First().Cells["id"]!, "Written anew");
        simulator.Mutate.RenameField((string)pulled["custom_fields"].Values.First().Cells["id"]!, "Renamed");
        foreach (var task in simulator.World.Tasks.Take(10).ToList())
            simulator.Mutate.AddComment(task.Id, "One more thing", commentsTouchTheirTask);
        if (!commentsTouchTheirTask)
        {
            simulator.Mutate.AddListComment(simulator.World.Lists.First().Id, "On the list");
            simulator.Mutate.AddChatComment(simulator.World.Workspaces[0].Views.First(view => view.Type == View.Chat).Id, "In the chat");
        }

        // Where a comment leaves no trace on its task, the weekly round finds it.
        _clock.Advance(commentsTouchTheirTask ? Day : TimeSpan.FromDays(8));
        await pulled.PullAsync();
        pulled.AssertIsTruth();
    }

    [Fact]
    public async Task Within_a_day_an_incremental_pull_brings_every_change_outside_of_the_archive()
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        _clock.Advance(Hour);
        var changes = simulator.Mutate.Random(new RandomChanges { Creates = 10, Updates = 60, Archives = 10 });
        await pulled.PullAsync();

        var inArchive = simulator.World.Lists.Where(l => l.IsUnderArchive).Select(l => l.Id).ToHashSet();
        var truth = simulator.Truth("owner").Tasks.Where(t => !inArchive.Contains(t.ListId)).ToList();
        Assert.Contains(truth, t => changes.Updated.Contains(t.Id));
        PulledRecords.AssertSame(truth, pulled.Tasks().Where(t => !inArchive.Contains(t.ListId)), "tasks outside of the archive");
    }

    [Fact]
    public async Task Two_changes_within_the_same_moment_are_both_brought()
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        var tasks = simulator.World.Tasks.Where(t => !t.List.IsUnderArchive).Take(2).Select(t => t.Id).ToList();
        await pulled.PullAsync();
        _clock.Advance(Day);
        simulator.Mutate.UpdateTask(tasks[0], name: "First");
        await pulled.PullAsync();
        simulator.Mutate.UpdateTask(tasks[1], name: "Second");
        await pulled.PullAsync();
        pulled.AssertTasksAreTruth();
    }

    [Fact]
    public async Task Tasks_that_were_never_seen_before_their_list_was_archived_are_brought()
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        var list = simulator.World.Lists.First(l => !l.IsUnderArchive);
        var unseen = simulator.Mutate.CreateTask(list.Id, "Created and put away");
        simulator.Mutate.ArchiveList(list.Id);
        // Later changes elsewhere carry the cursor past the unseen task.
        _clock.Advance(Hour);
        simulator.Mutate.UpdateTask(simulator.World.Tasks.First(t => !t.List.IsUnderArchive).Id, name: "Later");
        await pulled.PullAsync();
        Assert.DoesNotContain(unseen.Id, pulled["tasks"].Keys);
        _clock.Advance(Day);
        await pulled.PullAsync();
        pulled.AssertIsTruth();
    }

    [Fact]
    public async Task A_list_in_the_archive_that_comes_into_sight_is_read_whole()
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        var space = simulator.World.Spaces.First(s => !s.Archived);
        var list = space.AllLists.First(l => l.Tasks.Count > 0);
        simulator.Mutate.ArchiveList(list.Id);
        simulator.Tokens.HideSpace("owner", space.Id);
        await pulled.PullAsync();
        // A change elsewhere carries the cursors past all that the list holds.
        _clock.Advance(Day);
        simulator.Mutate.UpdateTask(simulator.World.Tasks.First(t => t.List.Space != space && !t.List.IsUnderArchive).Id, name: "Later");
        await pulled.PullAsync();
        simulator.Tokens.ShowSpace("owner", space.Id);
        _clock.Advance(Day);
        await pulled.PullAsync();
        Assert.All(list.Tasks, task => Assert.Contains(task.Id, pulled["tasks"].Keys));
    }

    [Fact]
    public async Task Changes_during_a_full_walk_are_there_after_the_next_pull()
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        var round = 0;
        pulled.OnMessage = message =>
        {
            if (message is not CheckpointMessage)
                return;
            _clock.Advance(TimeSpan.FromMinutes(10));
            simulator.Mutate.Random(new RandomChanges { Seed = ++round, Creates = 2, Updates = 10, Archives = 2 });
        };
        await pulled.PullAsync();
        Assert.True(round > 10, "The walk was too short to be changed in its middle.");
        pulled.OnMessage = _ => { };
        _clock.Advance(Day);
        await pulled.PullAsync();
        pulled.AssertIsTruth();
    }

    [Fact]
    public async Task A_pull_that_asks_for_everything_starts_from_the_beginning()
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync();
        using var again = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await again.PullAsync();
        var seen = 0;
        again.OnMessage = message => seen += message is RecordMessage ? 1 : 0;
        await again.PullAsync(full: true, "tasks");
        Assert.True(seen >= simulator.Truth("owner").Tasks.Count, $"{seen} tasks were sent.");
        Assert.All(again.Completions.Values, completion => Assert.True(completion.Complete));
        again.AssertIsTruth();
    }

    [Fact]
    public async Task A_token_that_sees_less_says_so()
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        var workspace = simulator.World.Workspaces[0];
        await pulled.PullAsync();
        var before = pulled.Completions[("tasks", workspace.Id)].Sight!;
        var hidden = workspace.Spaces[0];
        simulator.Tokens.HideSpace("owner", hidden.Id);
        await pulled.PullAsync(full: true);
        var after = pulled.Completions[("tasks", workspace.Id)].Sight!;
        PulledRecords.AssertSame(
            hidden.AllLists.Select(l => $"list:{l.Id}").Append($"space:{hidden.Id}"), before.Except(after), "what is out of sight");
    }

    private Task<SimulatorHost> StartAsync(Modes modes) => SimulatorHost.StartAsync(
        new SimulatorOptions { World = Worlds.SeveralPages, RateLimit = Worlds.NoLimit, Modes = modes, Clock = _clock },
        TestContext.Current.CancellationToken);
}
