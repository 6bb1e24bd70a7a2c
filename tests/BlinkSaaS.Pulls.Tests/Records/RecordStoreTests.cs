using System.Text.Json;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Records;

public class RecordStoreTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task The_same_records_again_write_nothing()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a"), Record("b")], [Record("c")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        var before = await RowsAsync(key);

        var pull = await bench.PullAsync(key);

        Assert.Equal((3, 0, 0, 3), (pull.Pull.Records.Read, pull.Pull.Records.New, pull.Pull.Records.Changed, pull.Pull.Records.Unchanged));
        Assert.Equal(before, await RowsAsync(key));
    }

    [Fact]
    public async Task A_changed_record_is_written_once_and_keeps_its_place()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a"), Record("b")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        var before = await bench.RecordsAsync(key, "tasks");
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Record("a", "new"), Record("b")]]);

        var pull = await bench.PullAsync(key);

        Assert.Equal((1, 1, 0), (pull.Pull.Records.Changed, pull.Pull.Records.Unchanged, pull.Pull.Records.New));
        var after = await bench.RecordsAsync(key, "tasks");
        Assert.Equal("new", after[0].Cells.GetProperty("name").GetString());
        Assert.True(after[0].ValidFrom > before[0].ValidFrom);
        Assert.Equal(before[1].ValidFrom, after[1].ValidFrom);
        Assert.Equal("""{"id":"a","name":"new"}""", (await OneAsync(bench, key, "a"))!.Body);
        Assert.Equal(3, await database.OfAsync<long>(key, "count(*)", "record_bodies"));
        Assert.Equal(1, await database.OfAsync<long>(key, "count(*) FILTER (WHERE change = 0)", "record_versions"));
    }

    [Fact]
    public async Task Of_records_with_one_key_in_a_page_the_highest_version_wins_else_the_last()
    {
        RecordMessage Sized(string id, string name, long size) => Json(id, $$"""{"id":"{{id}}","n":"{{name}}"}""", ("name", name), ("size", size));
        var source = new PlayedSource()
            .With(Stream("tasks", version: "size"), [Sized("a", "newest", 9), Sized("a", "older", 3)], [Sized("a", "oldest", 1)])
            .With(Stream("lists"), [Record("l", "first"), Record("l", "last")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);
        Assert.Equal("newest", (await OneAsync(bench, key, "a"))!.Row.Cells.GetProperty("name").GetString());
        Assert.Equal("last", (await OneAsync(bench, key, "l", "lists"))!.Row.Cells.GetProperty("name").GetString());
        Assert.Equal((2, 1), (pull.Streams[0].Records.Read, pull.Streams[0].Records.Unchanged));
    }

    [Fact]
    public async Task Keys_that_differ_by_case_or_a_space_are_different_records()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("k"), Record("K"), Record("k "), Record("ключ/%")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        Assert.Equal(["K", "k", "k ", "ключ/%"], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
        Assert.NotNull(await OneAsync(bench, key, "ключ/%"));
    }

    [Fact]
    public async Task What_jsonb_refuses_is_replaced_in_cells_and_kept_in_the_body()
    {
        const string json = """{"id":"a","n":"x\u0000y","s":"\ud800!","pair":"\ud83d\ude00","big":1e400,"huge":-2.5E+999999,"text":"e1000000 \\u0000"}""";
        using var document = JsonDocument.Parse(json);
        var source = new PlayedSource().With(Stream("tasks"), [Json("a", json, ("name", "x\0y\ud800z"), ("price", 79228162514264337593543950335m), ("more", document.RootElement.Clone()))]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);
        Assert.Null(pull.Pull.Error);

        var record = (await OneAsync(bench, key, "a"))!;
        Assert.Equal(json, record.Body);
        var cells = record.Row.Cells;
        Assert.Equal("x\uFFFDy\uFFFDz", cells.GetProperty("name").GetString());
        Assert.Equal(79228162514264337593543950335m, cells.GetProperty("price").GetDecimal());
        var more = cells.GetProperty("more");
        Assert.Equal("x\uFFFDy", more.GetProperty("n").GetString());
        Assert.Equal("\uFFFD!", more.GetProperty("s").GetString());
        Assert.Equal("\U0001F600", more.GetProperty("pair").GetString());
        Assert.Equal("e1000000 \\u0000", more.GetProperty("text").GetString());
        Assert.Equal("-2.5E+999999", more.GetProperty("huge").GetString());
    }

    [Fact]
    public async Task A_number_of_400_digits_is_kept()
    {
        using var document = JsonDocument.Parse("1e400");
        var source = new PlayedSource().With(Stream("tasks"), [Json("a", """{"id":"a","v":1e400}""", ("price", document.RootElement.Clone()))], [Json("b", "{}", ("price", 5m))]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        Assert.Equal("""{"id":"a","v":1e400}""", (await OneAsync(bench, key, "a"))!.Body);
        Assert.Equal(["b", "a"], (await bench.RecordsAsync(key, "tasks", new RecordQuery { SortColumn = "price" })).Select(row => row.Key));
    }

    [Fact]
    public async Task A_change_at_a_volatile_path_is_none()
    {
        RecordMessage Signed(string url, string name) => Json("a", $$"""{"id":"a","files":[{"url":"{{url}}","name":"{{name}}"}]}""");
        var source = new PlayedSource().With(Stream("tasks", volatilePaths: "files.url"), [Signed("one", "n")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Signed("two", "n")]]);
        Assert.Equal(1, (await bench.PullAsync(key)).Pull.Records.Unchanged);
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Signed("two", "m")]]);
        Assert.Equal(1, (await bench.PullAsync(key)).Pull.Records.Changed);
    }

    [Fact]
    public async Task New_fields_and_changed_types_are_kept_and_break_nothing()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Json("a", "{}", ("size", 3L), ("colour", "red"))]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        Assert.Equal(("colour", ColumnType.Text), (await bench.StreamAsync(key, "tasks")).Columns.Select(column => (column.Name, column.Type)).Last());

        source.Streams[0] = source.Streams[0] with { Columns = [new("id", "Id", ColumnType.Text), new("owner", "Owner", ColumnType.Text)] };
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Json("a", "{}", ("size", "large")), Json("b", "{}", ("size", "x"), ("owner", "o"))]]);
        Assert.Equal(PullState.Done, (await bench.PullAsync(key)).Pull.State);
        var columns = (await bench.StreamAsync(key, "tasks")).Columns.Select(column => column.Name).ToList();
        Assert.Equal(["id", "owner"], columns.Take(2));
        Assert.Contains("colour", columns);
        Assert.Single(columns, "size");
        Assert.Equal(2, (await bench.RecordsAsync(key, "tasks", new RecordQuery { SortColumn = "size" })).Count);
    }

    [Fact]
    public async Task A_record_that_the_source_calls_gone_is_closed_at_once_and_its_versions_stay()
    {
        var source = new PlayedSource().With(Stream("tasks", incremental: true), [Record("a"), Record("b")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        source.Reads["tasks"] = (_, _, _) => Gone();
        var pull = await bench.PullAsync(key);
        Assert.Equal(1, pull.Pull.Records.Deleted);
        Assert.Equal(["b"], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
        Assert.Equal((1, 2L), ((int)(await bench.StreamAsync(key, "tasks")).Live, await database.OfAsync<long>(key, "count(*)", "record_bodies")));
        Assert.Equal("a 1", await database.OfAsync<string>(key, "string_agg(key || ' ' || change, ',')", "record_versions"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{\"id\":\"a\"")]
    public async Task A_body_that_is_no_object_fails_its_stream_alone(string body)
    {
        var source = new PlayedSource().With(Stream("tasks"), [Json("a", body)]).With(Stream("lists"), [Record("l")]);
        using var bench = new PullBench(database, source);
        var pull = await bench.PullAsync(await database.AddAsync());
        Assert.Equal([(PullStreamState.Failed, PullErrorKind.Defect), (PullStreamState.Done, PullErrorKind.None)], pull.Streams.Select(stream => (stream.State, stream.ErrorKind)));
    }

    [Fact]
    public async Task A_thousand_pages_of_changes_keep_counters_and_ordinals_true()
    {
        RecordMessage Version(int id, int version) => Json($"{id:d4}", $$"""{"id":"{{id}}","v":{{version}}}""", ("size", (long)version));
        var source = new PlayedSource().With(Stream("tasks"), [.. Enumerable.Range(0, 20).Select(page => Enumerable.Range(page * 100, 100).Select(id => Version(id, 0)).ToArray())]);
        using var bench = new PullBench(database, source, options => options.GatherFromCallsPerMinute = 1);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        source.Reads["tasks"] = (request, _, _) => Pages(request, [.. Enumerable.Range(5, 20).Select(page => Enumerable.Range(page * 100, 100).Select(id => Version(id, id % 10 == 0 ? 1 : 0)).ToArray())]);
        var pull = await bench.PullAsync(key);
        Assert.Equal((2_000, 500, 150, 1_350), (pull.Pull.Records.Read, pull.Pull.Records.New, pull.Pull.Records.Changed, pull.Pull.Records.Unchanged));
        Assert.Equal(2_500, await database.OfAsync<long>(key, "count(*)", "records"));
        Assert.Equal(2_650, await database.OfAsync<long>(key, "count(*)", "record_bodies"));
        Assert.Equal(150, await database.OfAsync<long>(key, "count(*)", "record_versions"));
        Assert.Equal(2_500, await database.OfAsync<int>(key, "max(ordinal)", "records"));
        Assert.Equal(2_500, (await bench.StreamAsync(key, "tasks")).Live);
    }

    private static async IAsyncEnumerable<SourceMessage> Gone()
    {
        await Task.Yield();
        yield return new DeletedMessage(["a"]);
        yield return new DeletedMessage(["never seen"]);
        yield return new StreamCompleteMessage(false);
    }

    /// <summary>The physical rows: a row that is written, even with the same values, is another one.</summary>
    private async Task<string> RowsAsync(ConnectionKey key) =>
        await database.OfAsync<string>(key, "string_agg(xmin || ' ' || ctid, ',' ORDER BY key)", "records")
        + await database.OfAsync<string>(key, "string_agg(xmin || ' ' || ctid, ',' ORDER BY ordinal)", "record_bodies");

    private async Task<RecordWithBody?> OneAsync(PullBench bench, ConnectionKey key, string record, string stream = "tasks")
    {
        await using var connection = await database.Engine.OpenConnectionAsync();
        return await RecordReader.OneAsync(connection, key, await bench.StreamAsync(key, stream), record, null, CancellationToken.None);
    }
}
