using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Pulls.Records;
using Microsoft.Extensions.Options;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Records;

/// <summary>What becomes of held walks, of old versions and of deleted connections.</summary>
public class SettleTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    private static readonly string[] Ids = [.. Enumerable.Range(10, 40).Select(id => $"{id}")];

    [Fact]
    public async Task Records_that_a_person_calls_deleted_are_closed_at_once()
    {
        var (bench, source, key) = await HeldAsync();
        using var _ = bench;
        var held = (await HeldWalkAsync(bench, key))!;
        Assert.Equal((HeldReason.Many, 30, 40L, null), (held.Reason, held.Unseen, held.Live, held.Decided));

        Assert.True(await DecideAsync(key, held.Walk, deleted: true));
        Assert.False(await DecideAsync(key, held.Walk, deleted: false));
        Assert.Contains(key, await new SettleWalks(database.Engine).WaitingAsync(CancellationToken.None));
        await new SettleWalks(database.Engine).RunAsync(key, CancellationToken.None);

        Assert.Equal(10, (await bench.RecordsAsync(key, "tasks")).Count);
        Assert.Equal((10L, 30L), ((await bench.StreamAsync(key, "tasks")).Live, await database.OfAsync<long>(key, "count(*) FILTER (WHERE change = 1)", "record_versions")));
        Assert.Null(await HeldWalkAsync(bench, key));
        Assert.DoesNotContain(key, await new SettleWalks(database.Engine).WaitingAsync(CancellationToken.None));
        Assert.Equal(0, (await bench.PullAsync(key)).Pull.Records.Deleted);
        Assert.Null(await HeldWalkAsync(bench, key));
    }

    [Fact]
    public async Task Records_that_a_person_keeps_stay_until_they_were_seen_again_and_went_for_good()
    {
        var (bench, source, key) = await HeldAsync();
        using var _ = bench;
        await DecideAsync(key, (await HeldWalkAsync(bench, key))!.Walk, deleted: false);
        await new SettleWalks(database.Engine).RunAsync(key, CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, (await bench.PullAsync(key)).Pull.Records.Deleted);
            Assert.Null(await HeldWalkAsync(bench, key));
        }

        Now(source, Ids);
        await bench.PullAsync(key);
        Now(source, Ids[5..]);
        await bench.PullAsync(key);
        Assert.Equal(5, (await bench.PullAsync(key)).Pull.Records.Deleted);
    }

    [Fact]
    public async Task What_a_pull_sees_again_meanwhile_is_not_deleted()
    {
        var (bench, source, key) = await HeldAsync();
        using var _ = bench;
        var held = (await HeldWalkAsync(bench, key))!;
        await DecideAsync(key, held.Walk, deleted: true);

        // A walk that is under way saw all but the last five.
        await database.ExecuteAsync(
            "INSERT INTO pulls.walk_seen SELECT workspace_id, connection_id, stream_id, walk_id + 1, '', 1, $3 FROM pulls.walks WHERE workspace_id = $1 AND connection_id = $2 AND state = 'held'",
            key.WorkspaceId, key.ConnectionId, OrdinalRuns.Encode(Enumerable.Range(1, 35)));
        await new SettleWalks(database.Engine).RunAsync(key, CancellationToken.None);
        Assert.Equal(Ids[..35], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
    }

    [Fact]
    public async Task A_walk_that_sees_everything_again_settles_what_was_held()
    {
        var (bench, source, key) = await HeldAsync();
        using var _ = bench;
        Now(source, Ids);
        Assert.Equal(0, (await bench.PullAsync(key)).Pull.Records.Deleted);
        Assert.Null(await HeldWalkAsync(bench, key));
        Assert.Equal(1L, await database.OfAsync<long>(key, "count(*)", "walks"));
    }

    [Fact]
    public async Task Old_versions_go_with_their_bodies_only_where_somebody_said_so()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a"), Record("b")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Record("a", "new"), Record("b")]]);
        await bench.PullAsync(key);

        async Task RunAsync(TimeSpan? keep) => await new VersionRetention(database.Engine, Options.Create(new PullOptions { KeepVersions = keep }), TimeProvider.System).RunAsync(CancellationToken.None);
        await RunAsync(null);
        await RunAsync(TimeSpan.FromDays(1));
        Assert.Equal((1L, 3L), (await database.OfAsync<long>(key, "count(*)", "record_versions"), await database.OfAsync<long>(key, "count(*)", "record_bodies")));
        await RunAsync(TimeSpan.FromDays(-1));
        Assert.Equal((0L, 2L), (await database.OfAsync<long>(key, "count(*)", "record_versions"), await database.OfAsync<long>(key, "count(*)", "record_bodies")));
        Assert.Equal(2, (await bench.RecordsAsync(key, "tasks")).Count);
    }

    [Fact]
    public async Task A_purge_removes_every_row_of_a_connection_and_none_of_another()
    {
        var (bench, source, key) = await HeldAsync();
        using var _ = bench;
        var (other, _, neighbour) = await HeldAsync();
        using var __ = other;
        Now(source, [.. Ids.Select(id => $"{id}x")]);
        await bench.PullAsync(key);
        var before = await CountsAsync(neighbour);
        Assert.All(before, count => Assert.True(count > 0));

        var purge = new ConnectionPurge(database.Engine, TimeProvider.System);
        await purge.RunAsync(key, CancellationToken.None);
        await purge.RunAsync(key, CancellationToken.None);

        Assert.All(await CountsAsync(key), count => Assert.Equal(0, count));
        Assert.Equal(before, await CountsAsync(neighbour));
    }

    private async Task<long[]> CountsAsync(ConnectionKey key)
    {
        var counts = new List<long>();
        foreach (var table in (string[])["records", "record_bodies", "walks", "streams", "stream_partitions", "pulls", "pull_streams", "schedules"])
            counts.Add(await database.OfAsync<long>(key, "count(*)", table));
        return [.. counts];
    }

    /// <summary>Forty records, of which a walk saw ten.</summary>
    private async Task<(PullBench, PlayedSource, ConnectionKey)> HeldAsync()
    {
        var source = new PlayedSource().With(Stream("tasks"), [[.. Ids.Select(id => Record(id))]]);
        var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        Now(source, Ids[..10]);
        await bench.PullAsync(key);
        return (bench, source, key);
    }

    private static void Now(PlayedSource source, string[] ids) =>
        source.Reads["tasks"] = (request, _, _) => Pages(request with { Checkpoint = null }, [[.. ids.Select(id => Record(id))]]);

    private async Task<bool> DecideAsync(ConnectionKey key, int walk, bool deleted) =>
        await new SettleWalks(database.Engine).DecideAsync(key, 1, walk, deleted, Guid.NewGuid(), CancellationToken.None);

    private async Task<HeldWalk?> HeldWalkAsync(PullBench bench, ConnectionKey key)
    {
        await using var connection = await database.Engine.OpenConnectionAsync();
        return await RecordNews.HeldAsync(connection, key, await bench.StreamAsync(key, "tasks"), CancellationToken.None);
    }
}
