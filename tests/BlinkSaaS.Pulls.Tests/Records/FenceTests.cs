using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Records;

/// <summary>What a worker may write whose lease went to another, at each step of a page and of a walk's end: nothing.</summary>
public class FenceTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    /// <summary>Between any two round trips of a page the lease may go: what the page did before is undone with it.</summary>
    [Theory]
    [InlineData("records")]
    [InlineData("record_bodies")]
    [InlineData("record_versions")]
    [InlineData("streams")]
    public async Task A_stale_worker_commits_nothing_wherever_it_was(string table)
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        await database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        var claim = await bench.ClaimAsync(key);
        var store = new StreamStore(database.Engine);
        var target = new PartitionTarget(claim, (await store.DeclareAsync(claim, [source.Streams[0]], CancellationToken.None))["tasks"].Id, "tasks", "");
        await store.TakeAsync(target, false, CancellationToken.None);
        var before = await StandAsync(key);

        // The page's own statement plays that another worker took the partition over: past the check at its beginning.
        await database.ExecuteAsync(
            $"""
            CREATE FUNCTION pulls.steal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF current_setting('played.stolen', true) IS DISTINCT FROM 'yes' THEN
                PERFORM set_config('played.stolen', 'yes', true);
                UPDATE pulls.stream_partitions SET fence = fence + 1 WHERE workspace_id = {key.WorkspaceId} AND connection_id = {key.ConnectionId};
              END IF;
              RETURN NULL;
            END $$;
            CREATE TRIGGER steal BEFORE INSERT OR UPDATE OR DELETE ON pulls.{table} FOR EACH STATEMENT EXECUTE FUNCTION pulls.steal();
            """);
        try
        {
            await Assert.ThrowsAsync<LeaseLostException>(() => new PageWriter(database.Engine).WriteAsync(target, Page(), CancellationToken.None));
        }
        finally
        {
            await database.ExecuteAsync($"DROP TRIGGER steal ON pulls.{table}; DROP FUNCTION pulls.steal()");
        }

        Assert.Equal(before, await StandAsync(key));
    }

    [Fact]
    public async Task A_worker_whose_lease_went_before_the_page_is_refused_at_its_first_statement()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var claim = await bench.ClaimAsync(key);
        var store = new StreamStore(database.Engine);
        var target = new PartitionTarget(claim, (await store.DeclareAsync(claim, [source.Streams[0]], CancellationToken.None))["tasks"].Id, "tasks", "");
        await store.TakeAsync(target, false, CancellationToken.None);
        await database.ExecuteAsync("UPDATE pulls.schedules SET fence = fence + 1 WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);

        await Assert.ThrowsAsync<LeaseLostException>(() => new PageWriter(database.Engine).WriteAsync(target, Page(), CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => new WalkBegin(database.Engine).RunAsync(claim, new StreamKey(key, target.StreamId), source.Streams[0], [""], CancellationToken.None));
        Assert.Equal(0L, await database.OfAsync<long>(key, "count(*)", "records"));
        Assert.Equal(0L, await database.OfAsync<long>(key, "count(*)", "walks"));
    }

    private static RecordBatch Page()
    {
        var batch = new RecordBatch(Stream("tasks"));
        batch.Add(Record("a", "changed"));
        batch.Add(Record("b"));
        batch.Reach(new CheckpointMessage("1"));
        batch.Complete(new StreamCompleteMessage(true));
        return batch;
    }

    private async Task<string> StandAsync(ConnectionKey key) => string.Join(' ',
        await database.OfAsync<string>(key, "string_agg(key || hash || xmin, ',')", "records"), await database.OfAsync<long>(key, "count(*)", "record_bodies"),
        await database.OfAsync<long>(key, "count(*)", "record_versions"), await database.OfAsync<int>(key, "next_ordinal", "streams"),
        await database.OfAsync<string>(key, "string_agg(done || coalesce(checkpoint::text, ''), ',')", "stream_partitions"));
}
