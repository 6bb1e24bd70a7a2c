using BlinkSaaS.Sources;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Runs;

public class PullRunnerTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    private static readonly RecordMessage[][] ThreePages = [[Record("a"), Record("b")], [Record("c"), Record("d")], [Record("e")]];

    [Fact]
    public async Task The_first_pull_reads_every_stream_and_the_next_is_due_within_one_and_a_half_intervals()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages).With(Stream("lists"), [Record("l")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();

        var pull = await bench.PullAsync(key);

        Assert.Equal((PullState.Done, PullTrigger.First, true), (pull.Pull.State, pull.Pull.Trigger, pull.Pull.Full));
        Assert.Equal((6, 6, 5), (pull.Pull.Records.Read, pull.Pull.Records.New, pull.Pull.Calls));
        Assert.Equal([("tasks", PullStreamState.Done, 5L, 3L), ("lists", PullStreamState.Done, 1L, 1L)],
            pull.Streams.Select(stream => (stream.Name, stream.State, stream.Records.New, stream.Calls)));
        Assert.Equal(["a", "b", "c", "d", "e"], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
        Assert.Equal(5, (await bench.StreamAsync(key, "tasks")).Live);
        Assert.True(await database.OfAsync<bool>(key, "lease_until IS NULL AND next_pull_at BETWEEN now() + interval '29 minutes' AND now() + interval '91 minutes'", "schedules"));
        Assert.Equal(PullState.Done, Assert.Single(bench.Told).State);
    }

    /// <summary>A crash is played by a worker that does nothing any more and never gives its lease back, after each commit.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_a_crash_the_walk_goes_on_at_its_checkpoint_and_no_record_is_lost_or_twice(int pagesBefore)
    {
        var source = new PlayedSource().With(Stream("lists"), [Record("l")]).With(Stream("tasks"), ThreePages);
        var dead = new TaskCompletionSource();
        int[] messages = [0, 3, 6, 8];
        source.Reads["tasks"] = (request, read, token) => read > 0 ? Pages(request, ThreePages) : Then(Pages(request, ThreePages), messages[pagesBefore], () =>
        {
            dead.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using var bench = new PullBench(database, source);
        using var bury = new CancellationTokenSource();
        var key = await database.AddAsync();
        var first = await bench.ClaimAsync(key);
        var firstRun = bench.Runner.RunAsync(first, bury.Token);
        await dead.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await ExpireAsync(key);
        var second = await bench.ClaimAsync(key);
        await bench.Runner.RunAsync(second, CancellationToken.None);

        Assert.Equal((first.Number, true), (second.Number, second.Resumed));
        var resumed = source.Requests.Last();
        Assert.Equal((pagesBefore == 0 ? null : $"{pagesBefore}", pagesBefore == 0), (resumed.Checkpoint, resumed.Full));
        Assert.Single(source.Requests, request => request.Stream.Name == "lists");
        var pull = await bench.CurrentAsync(key);
        Assert.Equal((PullState.Done, 6L, 6L, 0L), (pull.Pull.State, pull.Pull.Records.Read, pull.Pull.Records.New, pull.Pull.Records.Unchanged));
        Assert.Equal(["a", "b", "c", "d", "e"], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
        await bury.CancelAsync();
        Assert.Null(await firstRun);
        Assert.Equal(PullState.Done, (await bench.CurrentAsync(key)).Pull.State);
    }

    [Fact]
    public async Task A_new_pull_reads_from_zero_unless_the_stream_brings_what_changed()
    {
        var source = new PlayedSource().With(Stream("tasks", incremental: true), ThreePages).With(Stream("lists"), [Record("l")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);

        source.Requests.Clear();
        await bench.PullAsync(key);
        Assert.Equal([("tasks", "3", false), ("lists", null, true)], source.Requests.Select(request => (request.Stream.Name, request.Checkpoint, request.Full)));

        source.Requests.Clear();
        await using var connection = await database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await PullSchedule.RequestAsync(connection, null, key, Guid.NewGuid(), full: true, CancellationToken.None);
        await bench.PullAsync(key);
        Assert.All(source.Requests, request => Assert.Equal((null, true), (request.Checkpoint, request.Full)));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_commits_nothing_more()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages);
        var taken = new TaskCompletionSource();
        source.Reads["tasks"] = (request, read, _) => read == 0 ? Then(Pages(request, ThreePages), 3, () => taken.Task) : Pages(request, []);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var old = bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);
        await UntilAsync(async () => await database.OfAsync<long>(key, "count(*)", "records") == 2);

        await ExpireAsync(key);
        var taker = await bench.ClaimAsync(key);
        taken.SetResult();

        Assert.Null(await old);
        Assert.Equal(2, await database.OfAsync<long>(key, "count(*)", "records"));
        Assert.Equal("1", await database.OfAsync<string>(key, "checkpoint::text", "stream_partitions"));
        Assert.Equal(taker.Fence, await database.OfAsync<long>(key, "fence", "schedules"));
        Assert.True(await database.OfAsync<bool>(key, "lease_until > now()", "schedules"));
    }

    [Fact]
    public async Task A_lost_lease_is_noticed_by_the_beat_and_stops_the_reading()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages);
        source.Reads["tasks"] = (request, _, token) => Then(Pages(request, ThreePages), 3, () => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        using var bench = new PullBench(database, source, options => options.Beat = TimeSpan.FromMilliseconds(30));
        var key = await database.AddAsync();
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);
        await UntilAsync(async () => await database.OfAsync<long>(key, "count(*)", "records") == 2);
        await database.ExecuteAsync("UPDATE pulls.schedules SET fence = fence + 1 WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        Assert.Null(await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stream_that_fails_leaves_the_others_done()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages).With(Stream("broken")).With(Stream("hidden")).With(Stream("absent")).With(Stream("lists"), [Record("l")]);
        source.Reads["broken"] = (_, _, _) => throw new InvalidOperationException("no such thing");
        source.Reads["hidden"] = (_, _, _) => throw new AccessDeniedException("The token cannot see it. Ask its owner.");
        source.Reads["absent"] = (_, _, _) => throw new StreamSkippedException("Your plan has none.");
        using var bench = new PullBench(database, source);
        var pull = await bench.PullAsync(await database.AddAsync());

        Assert.Equal((PullState.Failed, PullErrorKind.Defect), (pull.Pull.State, pull.Pull.ErrorKind));
        Assert.Equal("Broken: The source's plugin failed: InvalidOperationException: no such thing", pull.Pull.Error);
        Assert.Equal([PullStreamState.Done, PullStreamState.Failed, PullStreamState.Failed, PullStreamState.Skipped, PullStreamState.Done], pull.Streams.Select(stream => stream.State));
        Assert.Equal([PullErrorKind.None, PullErrorKind.Defect, PullErrorKind.Access, PullErrorKind.None, PullErrorKind.None], pull.Streams.Select(stream => stream.ErrorKind));
        Assert.Equal("Your plan has none.", pull.Streams[3].Error);
    }

    [Fact]
    public async Task Streams_are_read_side_by_side_and_each_counts_its_own_calls()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages).With(Stream("lists"), [Record("l")]);
        var (tasks, lists) = (new TaskCompletionSource(), new TaskCompletionSource());
        source.Reads["tasks"] = (request, _, _) => Then(Pages(request, ThreePages), 1, () => MeetAsync(tasks, lists));
        source.Reads["lists"] = (request, _, _) => Then(Pages(request, [[Record("l")]]), 1, () => MeetAsync(lists, tasks));
        using var bench = new PullBench(database, source) { Limit = PlayedSessions.Limit with { MaxConcurrency = 4 } };
        var pull = await bench.PullAsync(await database.AddAsync());

        Assert.Equal((PullState.Done, 5L), (pull.Pull.State, pull.Pull.Calls));
        Assert.Equal([("tasks", 5L, 3L), ("lists", 1L, 1L)], pull.Streams.Select(stream => (stream.Name, stream.Records.New, stream.Calls)));

        static Task MeetAsync(TaskCompletionSource own, TaskCompletionSource other)
        {
            own.TrySetResult();
            return other.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        }
    }

    [Fact]
    public async Task A_rejected_credential_stops_the_pull_and_pauses_the_connection()
    {
        var source = new PlayedSource().With(Stream("tasks")).With(Stream("lists"), [Record("l")]);
        source.Reads["tasks"] = (_, _, _) => throw new CredentialRejectedException("ClickUp answered 'Token invalid'. Copy the whole token again.");
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);

        Assert.Equal((PullState.Failed, PullErrorKind.Credential), (pull.Pull.State, pull.Pull.ErrorKind));
        Assert.Single(source.Requests);
        Assert.True(Assert.Single(bench.Told).PausedForCredential);
        Assert.True(await database.OfAsync<bool>(key, "paused AND pause_reason = 'credential' AND next_pull_at IS NULL AND lease_until IS NULL", "schedules"));
        await using var connection = await database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Null(await PullSchedule.RequestAsync(connection, null, key, null, false, CancellationToken.None));
        await PullSchedule.ResumeAsync(connection, null, key, CancellationToken.None);
        Assert.NotNull(await bench.Schedule.ClaimAsync("test", key, CancellationToken.None));
    }

    [Fact]
    public async Task An_unavailable_source_is_tried_again_from_the_checkpoint()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages);
        source.Reads["tasks"] = (request, read, _) => read < 3 ? Then(Pages(request, ThreePages), 3, () => throw new SourceUnavailableException("Down.")) : Pages(request, ThreePages);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);
        Assert.Equal(PullState.Done, pull.Pull.State);
        Assert.Equal([null, "1", "2"], source.Requests.Select(request => request.Checkpoint));
        Assert.Equal(5, (await bench.RecordsAsync(key, "tasks")).Count);
    }

    [Fact]
    public async Task A_source_that_stays_unavailable_or_ends_early_fails_the_stream_after_its_tries()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages).With(Stream("lists"));
        source.Reads["tasks"] = (_, _, _) => throw new SourceUnavailableException("ClickUp does not answer. Nothing to do: the next pull tries again.");
        source.Reads["lists"] = (_, _, _) => Early();
        using var bench = new PullBench(database, source);
        var pull = await bench.PullAsync(await database.AddAsync());
        Assert.Equal([(PullStreamState.Failed, PullErrorKind.Unavailable), (PullStreamState.Failed, PullErrorKind.Unavailable)], pull.Streams.Select(stream => (stream.State, stream.ErrorKind)));
        Assert.Equal(6, source.Requests.Count);
        Assert.Equal(1, pull.Streams[1].Records.New);
    }

    [Fact]
    public async Task A_shutdown_gives_the_lease_back_and_the_next_worker_goes_on()
    {
        var source = new PlayedSource().With(Stream("tasks"), ThreePages);
        source.Reads["tasks"] = (request, read, token) => read == 0 ? Then(Pages(request, ThreePages), 3, () => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)) : Pages(request, ThreePages);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        using var shutdown = new CancellationTokenSource();
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), shutdown.Token);
        await UntilAsync(async () => await database.OfAsync<long>(key, "count(*)", "records") == 2);
        await shutdown.CancelAsync();

        Assert.Null(await run);
        Assert.True((await bench.CurrentAsync(key)).Pull.Open);
        var next = await bench.ClaimAsync(key);
        Assert.True(next.Resumed);
        await bench.Runner.RunAsync(next, CancellationToken.None);
        Assert.Equal(5, (await bench.RecordsAsync(key, "tasks")).Count);
        Assert.Equal("1", source.Requests.Last().Checkpoint);
    }

    [Fact]
    public async Task Partitions_have_checkpoints_of_their_own()
    {
        var source = new PlayedSource().With(Stream("tasks"));
        source.Partitions["tasks"] = ["x", "y", "z"];
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Record(request.Partition.Key + "1"), Record("shared")], [Record(request.Partition.Key + "2")]]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);
        Assert.Equal(PullState.Done, pull.Pull.State);
        Assert.Equal(["shared", "x1", "x2", "y1", "y2", "z1", "z2"], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
        Assert.Equal(7, (await bench.StreamAsync(key, "tasks")).Live);
        Assert.Equal(3, await database.OfAsync<long>(key, "count(*) FILTER (WHERE done AND checkpoint::text = '2')", "stream_partitions"));
    }

    [Fact]
    public async Task A_connection_that_is_gone_ends_its_pull_cancelled_and_is_not_due_again()
    {
        using var bench = new PullBench(database, new PlayedSource()) { Gone = true };
        var key = await database.AddAsync();
        Assert.Equal(PullState.Cancelled, (await bench.PullAsync(key)).Pull.State);
        Assert.True(await database.OfAsync<bool>(key, "next_pull_at IS NULL AND lease_until IS NULL", "schedules"));
    }

    private static async IAsyncEnumerable<SourceMessage> Early()
    {
        await Task.Yield();
        yield return Record("l");
    }

    /// <summary>The first messages, then something happens, then the rest.</summary>
    private static async IAsyncEnumerable<SourceMessage> Then(IAsyncEnumerable<SourceMessage> messages, int count, Func<Task> happens)
    {
        await foreach (var message in messages)
        {
            if (count-- == 0)
                await happens();
            yield return message;
        }
    }

    private Task ExpireAsync(ConnectionKey key) =>
        database.ExecuteAsync("UPDATE pulls.schedules SET lease_until = now() - interval '1 second' WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
    }
}
