using System.Runtime.CompilerServices;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using Npgsql;

namespace BlinkSaaS.Pulls.Tests.Runs;

/// <summary>Pulls that have nothing to do, and what is noted before it is written.</summary>
public class QuietPullTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    private static readonly StreamDescriptor Tasks = PlayedSource.Stream("tasks", incremental: true);

    [Fact]
    public async Task A_pull_that_does_nothing_is_history_all_the_same()
    {
        using var bench = new PullBench(database, new Silence(Tasks));
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        var before = await PulledAtAsync(key);

        var second = await bench.PullAsync(key);

        Assert.Equal((2, PullState.Done), (second.Pull.Number, second.Pull.State));
        var stream = Assert.Single(second.Streams);
        Assert.Equal(("Tasks", PullStreamState.Done), (stream.Title, stream.State));
        Assert.True(stream.StartedAt <= stream.FinishedAt && stream.FinishedAt <= second.Pull.FinishedAt && second.Pull.StartedAt <= stream.StartedAt);
        Assert.True(await PulledAtAsync(key) > before);
        Assert.Equal(2, bench.Told.Count);
    }

    [Fact]
    public async Task A_pull_that_does_nothing_writes_its_history_and_its_next_time_and_nothing_else()
    {
        using var bench = new PullBench(database, new Silence(Tasks), options => options.Progress = TimeSpan.FromHours(1));
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        var (partition, walks) = (await RowAsync(key, "stream_partitions"), await RowAsync(key, "walks"));

        await bench.PullAsync(key);

        Assert.Equal(partition, await RowAsync(key, "stream_partitions"));
        Assert.Equal(walks, await RowAsync(key, "walks"));
    }

    [Fact]
    public async Task Where_the_checkpoint_moved_it_is_written()
    {
        var source = new Silence(Tasks);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        source.Checkpoint = """{"since":2}""";

        await bench.PullAsync(key);

        Assert.Equal("""{"since":2}|t|2""", await database.OfAsync<string>(key, "concat_ws('|', checkpoint, done, number)", "stream_partitions"));
    }

    [Fact]
    public async Task A_stream_that_is_read_as_a_whole_every_time_is_walked_every_time()
    {
        using var bench = new PullBench(database, new Silence(PlayedSource.Stream("notes")));
        var key = await database.AddAsync();
        await bench.PullAsync(key);

        await bench.PullAsync(key);

        Assert.Equal("2 done", await database.OfAsync<string>(key, "walk_id || ' ' || state", "walks"));
        Assert.Equal("2|t|t", await database.OfAsync<string>(key, "concat_ws('|', number, done, complete)", "stream_partitions"));
    }

    [Fact]
    public async Task What_a_stream_says_is_seen_while_the_source_keeps_it_waiting()
    {
        var source = new Silence(Tasks) { Hold = new TaskCompletionSource() };
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);

        for (var looks = 0; looks < 500 && (await bench.CurrentAsync(key)).Streams is not [{ State: PullStreamState.Pulling }]; looks++)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(PullStreamState.Pulling, Assert.Single((await bench.CurrentAsync(key)).Streams).State);
        source.Hold.SetResult();
        Assert.Equal(PullState.Done, (await run)!.State);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_writes_no_note_and_no_end()
    {
        var source = new Silence(Tasks);
        using var bench = new PullBench(database, source, options => options.Progress = TimeSpan.FromHours(1));
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        var hold = source.Again();
        await database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);
        await source.Reached.Task;
        await database.ExecuteAsync("UPDATE pulls.schedules SET fence = fence + 1 WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);

        hold.SetResult();

        Assert.Null(await run);
        Assert.Equal("1 done", await database.OfAsync<string>(key, "string_agg(number || ' ' || state, ', ')", "pull_streams"));
        Assert.Equal("done, running", await database.OfAsync<string>(key, "string_agg(state, ', ' ORDER BY number)", "pulls"));
    }

    [Fact]
    public async Task Notes_that_could_not_be_written_are_written_with_the_next()
    {
        using var bench = new PullBench(database, new Silence(Tasks));
        var key = await database.AddAsync();
        var claim = await bench.ClaimAsync(key);
        using var notes = new PullNotes(database.Engine, claim, TimeProvider.System);
        notes.Declare(Tasks, 0, 1, stored: false);
        notes.Take(1, "all", """{"at":1}""");
        await database.ExecuteAsync("ALTER TABLE pulls.stream_partitions RENAME TO away");
        await Assert.ThrowsAsync<PostgresException>(() => notes.FlushAsync(CancellationToken.None));
        await database.ExecuteAsync("ALTER TABLE pulls.away RENAME TO stream_partitions");
        Assert.Equal(0, await database.OfAsync<long>(key, "count(*)", "pull_streams"));
        notes.Begin("tasks");

        await notes.FlushAsync(CancellationToken.None);
        await notes.FlushAsync(CancellationToken.None);

        Assert.Equal("tasks pulling", await database.OfAsync<string>(key, "name || ' ' || state", "pull_streams"));
        Assert.Equal("""all {"at":1} f""", await database.OfAsync<string>(key, "concat_ws(' ', partition, checkpoint, done)", "stream_partitions"));
    }

    private Task<DateTime> PulledAtAsync(ConnectionKey key) => database.OfAsync<DateTime>(key, "last_pulled_at", "streams");

    /// <summary>The one row of a table, and the transaction that wrote it last.</summary>
    private Task<string> RowAsync(ConnectionKey key, string table) => database.OfAsync<string>(key, $"{table}.xmin || {table}::text", table);

    /// <summary>A source with one stream that has nothing to send and makes no calls.</summary>
    private sealed class Silence(StreamDescriptor stream) : ISource, ISourceSessions
    {
        public string Checkpoint { get; set; } = """{"since":1}""";

        /// <summary>Keeps a read waiting.</summary>
        public TaskCompletionSource? Hold { get; set; }

        public TaskCompletionSource Reached { get; private set; } = new();

        public SourceDescriptor Describe() => throw new NotSupportedException();

        public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return stream;
        }

        public async IAsyncEnumerable<Partition> PartitionAsync(
            ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return Partition.Whole;
        }

        public async IAsyncEnumerable<SourceMessage> ReadAsync(
            ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Reached.TrySetResult();
            if (Hold is { } hold)
                await hold.Task.WaitAsync(cancellationToken);
            yield return new CheckpointMessage(Checkpoint);
            yield return new StreamCompleteMessage(Complete: true);
        }

        public SourceSession Open(SourceCredentials credentials, ICallBudget budget, Action<SourceLogLevel, string> log) => new PlayedSession(this, budget);

        /// <summary>The next read waits for what this returns.</summary>
        public TaskCompletionSource Again()
        {
            (Hold, Reached) = (new TaskCompletionSource(), new TaskCompletionSource());
            return Hold;
        }
    }
}
