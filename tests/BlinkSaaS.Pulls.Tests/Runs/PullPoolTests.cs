using BlinkSaaS.Sources;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Runs;

public class PullPoolTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    private static readonly RateLimit Scarce = new() { Permits = 3, Window = TimeSpan.FromSeconds(9), MaxConcurrency = 4 };
    private static readonly RecordMessage[][] FourPages = [[Record("a")], [Record("b")], [Record("c")], [Record("d")]];

    [Fact]
    public async Task A_pull_that_waits_for_its_budget_frees_its_job_and_goes_on_without_asking_anything_again()
    {
        var source = new PlayedSource().With(Stream("tasks"), FourPages);
        using var bench = new PullBench(database, source) { Limit = Scarce };
        await using var pool = bench.Pool;
        var key = await database.AddAsync();
        await pool.RunAsync(await bench.ClaimAsync(key)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.True((await bench.CurrentAsync(key)).Pull.Open);
        Assert.Equal((1, 0), (pool.Parked, pool.Running));
        Assert.True(await database.OfAsync<bool>(key, "lease_until > now()", "schedules"));

        await UntilAsync(async () => !(await bench.CurrentAsync(key)).Pull.Open);
        Assert.Equal(PullState.Done, (await bench.CurrentAsync(key)).Pull.State);
        Assert.Single(source.Requests);
    }

    [Fact]
    public async Task Of_too_many_that_wait_one_is_parked_in_the_table_until_its_turn_and_then_goes_on_at_its_checkpoint()
    {
        var source = new PlayedSource().With(Stream("tasks"), FourPages);
        using var bench = new PullBench(database, source, options => options.ParkedInMemory = 0) { Limit = Scarce };
        await using var pool = bench.Pool;
        var key = await database.AddAsync();
        await pool.RunAsync(await bench.ClaimAsync(key)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await UntilAsync(async () => await database.OfAsync<bool>(key, "lease_until IS NULL", "schedules"));

        Assert.Equal("waiting", await database.OfAsync<string>(key, "state", "pulls"));
        Assert.True(await database.ScalarAsync<bool>(
            """
            SELECT s.next_pull_at = p.waiting_until AND p.waiting_until < now() + interval '10 seconds'
            FROM pulls.schedules s JOIN pulls.pulls p USING (workspace_id, connection_id) WHERE workspace_id = $1 AND connection_id = $2
            """, key.WorkspaceId, key.ConnectionId));

        Assert.Equal("budget", await database.OfAsync<string>(key, "waiting_for", "pulls"));
        Assert.Equal(1L, await database.OfAsync<long>(key, "count(*) FILTER (WHERE duration_ms IS NULL AND until > at)", "pull_events"));
        ClaimedPull? again = null;
        await UntilAsync(async () => (again ??= await bench.Schedule.ClaimAsync("other", key, CancellationToken.None)) is not null);
        Assert.True(again!.Resumed);
        await bench.Runner.RunAsync(again, CancellationToken.None);
        Assert.Equal(PullState.Done, (await bench.CurrentAsync(key)).Pull.State);
        Assert.Equal(4, (await bench.RecordsAsync(key, "tasks")).Count);
        Assert.NotNull(source.Requests.Last().Checkpoint);
        Assert.Equal(0L, await database.OfAsync<long>(key, "count(*) FILTER (WHERE duration_ms IS NULL)", "pull_events"));
    }

    [Fact]
    public async Task A_pool_that_stops_gives_the_leases_back_at_once()
    {
        var source = new PlayedSource().With(Stream("tasks"), FourPages);
        var reads = new TaskCompletionSource();
        source.Reads["tasks"] = (request, _, token) => Endless(reads, token);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var run = bench.Pool.RunAsync(await bench.ClaimAsync(key));
        await reads.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await bench.Pool.DisposeAsync();
        await run;
        Assert.True(await database.OfAsync<bool>(key, "lease_until IS NULL AND next_pull_at <= now()", "schedules"));
    }

    private static async IAsyncEnumerable<SourceMessage> Endless(TaskCompletionSource reads, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        reads.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        yield break;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }
}
