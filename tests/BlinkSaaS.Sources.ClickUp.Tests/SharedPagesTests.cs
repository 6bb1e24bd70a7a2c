using System.Collections.Concurrent;
using ClickUpSimulator;
using ClickUpSimulator.Mutations;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Streams that need the pages of tasks ask for each once between them, however the host reads them.</summary>
public sealed class SharedPagesTests
{
    private static readonly string[] OfTasks = ["tasks", "comments", "time_in_status"];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tasks_comments_and_time_in_status_ask_nothing_twice(bool atOnce)
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await PullAsync(pulled, atOnce);
        AssertNothingTwice(simulator);
        Assert.Equal(FrugalityTests.CallsOfTheTasks(simulator), TaskPagesAsked(simulator));
        AssertTruth(pulled);

        for (var round = 1; round <= 3; round++)
        {
            _clock.Advance(TimeSpan.FromHours(25));
            simulator.Mutate.Random(new RandomChanges { Seed = round, Creates = 6, Updates = 40, Moves = 8, Archives = 8 });
            simulator.Statistics.Reset();
            await PullAsync(pulled, atOnce);
            AssertNothingTwice(simulator);
            AssertTruth(pulled);
        }

        // Streams that have seen the same stand at the same moment: an unchanged ClickUp Workspace costs three no more than one.
        simulator.Statistics.Reset();
        _clock.Advance(TimeSpan.FromHours(1));
        await PullAsync(pulled, atOnce);
        Assert.Equal(2 * simulator.World.Workspaces.Count, TaskPagesAsked(simulator));
    }

    [Fact]
    public async Task All_streams_together_ask_nothing_twice()
    {
        await using var simulator = await StartAsync(new Modes { ShortPages = true, TeamPagesGiveLastPage = false });
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock) { EveryStream = true };
        await pulled.PullAtOnceAsync();
        AssertNothingTwice(simulator);
        pulled.AssertIsTruth();
    }

    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(3, 1, 2)]
    [InlineData(2, 4, 1)]
    [InlineData(1, 1, 4)]
    [InlineData(5, 2, 2)]
    [InlineData(0, 5, 3)]
    public async Task Streams_that_go_on_at_their_checkpoints_share_what_is_left(int tasks, int comments, int timeInStatus)
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        var left = new ConcurrentDictionary<string, int> { ["tasks"] = tasks, ["comments"] = comments, ["time_in_status"] = timeInStatus };
        pulled.Breaks = (stream, message) => left[stream] <= 0 || (message is CheckpointMessage && left.AddOrUpdate(stream, 0, (_, n) => n - 1) <= 0);
        await pulled.PullAtOnceAsync(OfTasks);

        pulled.Breaks = (_, _) => false;
        simulator.Statistics.Reset();
        await pulled.PullAtOnceAsync(OfTasks);
        AssertNothingTwice(simulator);
        AssertTruth(pulled);
    }

    [Theory]
    [InlineData("tasks")]
    [InlineData("comments")]
    [InlineData("time_in_status")]
    public async Task A_stream_that_breaks_off_holds_up_no_other(string broken)
    {
        await using var simulator = await StartAsync(new Modes());
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock) { Breaks = (stream, message) => stream == broken && message is CheckpointMessage };
        await pulled.PullAtOnceAsync(OfTasks);
        Array.ForEach([.. OfTasks.Where(stream => stream != broken && stream != "tasks")], pulled.AssertStreamIsTruth);
        pulled.Breaks = (_, _) => false;
        await pulled.PullAtOnceAsync(OfTasks);
        AssertTruth(pulled);
    }

    [Fact]
    public async Task A_walk_that_nobody_reads_on_is_not_waited_for_for_ever()
    {
        var clock = new WatchedClock();
        await using var simulator = await StartAsync(new Modes());
        using var sessions = new ClickUpSessions(simulator.BaseAddress, clock);
        using var session = sessions.Open(simulator.Tokens.Owner);
        var streams = await session.Source.DiscoverAsync(session, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        await using var abandoned = ReadAsync(session, streams.First(s => s.Name == "tasks")).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await abandoned.MoveNextAsync();
        var reading = Task.Run(async () => await ReadAsync(session, streams.First(s => s.Name == "time_in_status")).CountAsync(), TestContext.Current.CancellationToken);
        await clock.Patience.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True(await reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken) > simulator.World.Workspaces[0].Tasks.Count);
    }

    private static async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext session, StreamDescriptor stream)
    {
        var source = ((Hosting.SourceSession)session).Source;
        var partition = await source.PartitionAsync(session, stream, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);
        await foreach (var message in source.ReadAsync(session, new ReadRequest { Stream = stream, Partition = partition, Full = true }, TestContext.Current.CancellationToken))
            yield return message;
    }

    private static Task PullAsync(PulledRecords pulled, bool atOnce) => atOnce ? pulled.PullAtOnceAsync(OfTasks) : pulled.PullAsync(full: false, OfTasks);

    private static void AssertTruth(PulledRecords pulled)
    {
        pulled.AssertTasksAreTruth();
        pulled.AssertStreamIsTruth("comments");
        pulled.AssertStreamIsTruth("time_in_status");
    }

    private static void AssertNothingTwice(SimulatorHost simulator)
    {
        Assert.Equal(simulator.Statistics.Calls, simulator.Statistics.Recent.Count);
        Assert.Distinct(simulator.Statistics.Recent.Select(call => $"{call.Method} {call.PathAndQuery}"));
    }

    private static int TaskPagesAsked(SimulatorHost simulator) => simulator.Statistics.Recent.Count(call =>
        call.Template.EndsWith("{team}/task", StringComparison.Ordinal) || call.Template.EndsWith("{list}/task", StringComparison.Ordinal));

    private Task<SimulatorHost> StartAsync(Modes modes) => SimulatorHost.StartAsync(
        new SimulatorOptions { World = Worlds.SeveralPages, RateLimit = Worlds.NoLimit, Modes = modes, Clock = _clock }, TestContext.Current.CancellationToken);
}

/// <summary>Tells when somebody waits for another stream, which has 30 seconds to move.</summary>
file sealed class WatchedClock : FakeTimeProvider
{
    private readonly TaskCompletionSource _patience = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Patience => _patience.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == TimeSpan.FromSeconds(30))
            _patience.TrySetResult();
        return timer;
    }
}
