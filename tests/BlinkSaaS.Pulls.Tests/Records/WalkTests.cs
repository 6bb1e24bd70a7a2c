using System.Text;
using BlinkSaaS.Sources;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Records;

/// <summary>When a record that a walk did not see is deleted, and when nothing is.</summary>
public class WalkTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task A_record_is_deleted_when_two_complete_walks_in_a_row_did_not_see_it()
    {
        var (bench, source, key) = await PulledAsync(["a", "b", "c"]);
        using var _ = bench;
        Now(source, ["a", "c"]);
        Assert.Equal(0, (await bench.PullAsync(key)).Pull.Records.Deleted);
        Assert.Equal(["a", "b", "c"], await KeysAsync(bench, key));

        var second = await bench.PullAsync(key);

        Assert.Equal((1, 1), (second.Pull.Records.Deleted, second.Streams[0].Records.Deleted));
        Assert.Equal(["a", "c"], await KeysAsync(bench, key));
        Assert.Equal(2, (await bench.StreamAsync(key, "tasks")).Live);
        Assert.Equal("b 1", await database.OfAsync<string>(key, "string_agg(key || ' ' || change, ',')", "record_versions"));
        Assert.Equal(3, await database.OfAsync<long>(key, "count(*)", "record_bodies"));
        Assert.Equal(0, await database.OfAsync<long>(key, "count(*)", "walk_seen"));
    }

    [Fact]
    public async Task A_record_that_is_seen_between_two_walks_without_it_stays()
    {
        var (bench, source, key) = await PulledAsync(["a", "b", "c"]);
        using var _ = bench;
        foreach (var ids in (string[][])[["a", "c"], ["a", "b", "c"], ["a", "c"]])
        {
            Now(source, ids);
            Assert.Equal(0, (await bench.PullAsync(key)).Pull.Records.Deleted);
        }

        Assert.Equal(["a", "b", "c"], await KeysAsync(bench, key));
    }

    [Fact]
    public async Task What_a_walk_saw_that_broke_off_is_no_candidate_any_more()
    {
        var (bench, source, key) = await PulledAsync(["a", "b", "c"]);
        using var _ = bench;
        Now(source, ["a", "c"]);
        await bench.PullAsync(key);
        source.Reads["tasks"] = (request, _, _) => BreaksOff();
        Assert.Equal(PullState.Failed, (await bench.PullAsync(key)).Pull.State);
        Now(source, ["a", "c"]);
        Assert.Equal(0, (await bench.PullAsync(key)).Pull.Records.Deleted);
        Assert.Equal(1, (await bench.PullAsync(key)).Pull.Records.Deleted);

        static async IAsyncEnumerable<SourceMessage> BreaksOff()
        {
            await Task.Yield();
            yield return Record("b");
            yield return new CheckpointMessage("1");
            throw new AccessDeniedException("No further than here.");
        }
    }

    [Fact]
    public async Task A_record_that_comes_back_is_new_and_has_its_history()
    {
        var (bench, source, key) = await PulledAsync(["a", "b"]);
        using var _ = bench;
        Now(source, ["a"]);
        await bench.PullAsync(key);
        await bench.PullAsync(key);
        Now(source, ["a", "b"]);
        Assert.Equal(1, (await bench.PullAsync(key)).Pull.Records.New);
        Assert.Equal(["a", "b"], await KeysAsync(bench, key));
        Assert.Equal((3, 1L), (await database.OfAsync<int>(key, "max(ordinal)", "records"), await database.OfAsync<long>(key, "count(*)", "record_versions")));
    }

    [Fact]
    public async Task Records_made_during_a_walk_survive_it()
    {
        var (bench, source, key) = await PulledAsync(["a", "b"]);
        using var _ = bench;
        // "b" goes missing in both; "n" comes in the first of them, on a page that the second does not have any more.
        Now(source, ["a", "n"]);
        await bench.PullAsync(key);
        Now(source, ["a"]);
        Assert.Equal(1, (await bench.PullAsync(key)).Pull.Records.Deleted);
        Assert.Equal(["a", "n"], await KeysAsync(bench, key));
    }

    [Fact]
    public async Task A_read_that_is_not_complete_deletes_nothing()
    {
        var (bench, source, key) = await PulledAsync(["a", "b"]);
        using var _ = bench;
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Record("a")]], complete: false);
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, (await bench.PullAsync(key)).Pull.Records.Deleted);
        Assert.Equal(["a", "b"], await KeysAsync(bench, key));
    }

    [Fact]
    public async Task An_incremental_stream_is_walked_when_that_is_due_and_only_then()
    {
        var source = new PlayedSource().With(Stream("tasks", incremental: true), [Record("a"), Record("b")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        Now(source, ["a"]);

        await bench.PullAsync(key);
        Assert.Equal(("1", false), (source.Requests.Last().Checkpoint, source.Requests.Last().Full));
        for (var walk = 0; walk < 2; walk++)
        {
            await database.ExecuteAsync("UPDATE pulls.walks SET started_at = started_at - interval '25 hours' WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
            await bench.PullAsync(key);
            Assert.Equal((null, true), (source.Requests.Last().Checkpoint, source.Requests.Last().Full));
        }

        Assert.Equal(["a"], await KeysAsync(bench, key));
    }

    [Fact]
    public async Task A_look_up_that_says_gone_deletes_at_once_and_one_that_finds_the_record_keeps_it()
    {
        var source = new LookingSource();
        source.With(Stream("tasks"), [Record("a"), Record("b"), Record("c"), Record("d"), Record("e")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        source.Says = missing => missing.Key[0] switch
        {
            "b" => new DeletedMessage([.. missing.Key]),
            "c" => Record("c", "moved"),
            _ => null,
        };
        Now(source, ["a", "e"]);

        var first = await bench.PullAsync(key);

        Assert.Equal(1, first.Pull.Records.Deleted);
        Assert.Equal(["a", "c", "d", "e"], await KeysAsync(bench, key));
        Assert.Equal(["b", "c", "d"], Assert.Single(source.LookUps).Select(missing => missing.Key[0]).Order());
        Assert.Equal("""{"id":"d","name":"a"}""", Encoding.UTF8.GetString(source.LookUps.First().Single(missing => missing.Key[0] == "d").Raw.Span));
        Assert.Equal("moved", (await bench.RecordsAsync(key, "tasks"))[1].Cells.GetProperty("name").GetString());

        // The second walk proves "d", and asks about "c" again.
        Assert.Equal(1, (await bench.PullAsync(key)).Pull.Records.Deleted);
        Assert.Equal(["a", "c", "e"], await KeysAsync(bench, key));
        Assert.Equal(["c"], source.LookUps.Last().Select(missing => missing.Key[0]));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("partitions")]
    [InlineData("sight")]
    [InlineData("many")]
    public async Task A_suspicious_walk_is_held_again_and_again_and_deletes_nothing(string reason)
    {
        string[] ids = [.. Enumerable.Range(10, 40).Select(id => $"{id}")];
        var source = new PlayedSource();
        source.Streams.Add(Stream("tasks"));
        source.Partitions["tasks"] = ["x", "y"];
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[.. ids.Where(id => (id[1] < '5') == (request.Partition.Key == "x")).Select(id => Record(id))]], sight: [$"space {request.Partition.Key}"]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        switch (reason)
        {
            case "nothing":
                source.Reads["tasks"] = (request, _, _) => Pages(request, []);
                break;
            case "partitions":
                source.Partitions["tasks"] = ["x"];
                break;
            case "sight":
                source.Reads["tasks"] = (request, _, _) => Pages(request, [[.. ids[1..].Select(id => Record(id))]], sight: ["space x"]);
                break;
            default:
                source.Reads["tasks"] = (request, _, _) => Pages(request, [[.. ids[..10].Select(id => Record(id))]], sight: ["space x", "space y"]);
                break;
        }

        for (var i = 0; i < 3; i++)
        {
            var pull = await bench.PullAsync(key);
            Assert.Equal((PullState.Done, 0L), (pull.Pull.State, pull.Pull.Records.Deleted));
            Assert.Contains("none was deleted", Assert.Single(pull.Streams[0].Warnings), StringComparison.Ordinal);
            Assert.Equal(reason, await database.OfAsync<string>(key, "string_agg(held_for, ',') FILTER (WHERE state = 'held')", "walks"));
        }

        Assert.Equal(40, (await KeysAsync(bench, key)).Count);
    }

    private async Task<(PullBench, PlayedSource, ConnectionKey)> PulledAsync(string[] ids)
    {
        var source = new PlayedSource().With(Stream("tasks"), [[.. ids.Select(id => Record(id))]]);
        var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        return (bench, source, key);
    }

    private static void Now(PlayedSource source, string[] ids) =>
        source.Reads["tasks"] = (request, _, _) => Pages(request with { Checkpoint = null }, [[.. ids.Select(id => Record(id))]]);

    private static async Task<List<string>> KeysAsync(PullBench bench, ConnectionKey key) => [.. (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key)];
}
