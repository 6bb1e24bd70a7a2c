using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Reading;

/// <summary>Versions of a record, records as of a moment, what changed since one, and what drifted.</summary>
public class RecordHistoryTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task A_record_has_its_versions_with_the_pulls_that_wrote_them()
    {
        var (bench, key, moments) = await ThreeStatesAsync();
        using var _ = bench;
        await using var connection = await database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var stream = await bench.StreamAsync(key, "tasks");

        var a = await RecordHistory.ReadAsync(connection, key, stream, "a", 20, CancellationToken.None);
        Assert.Equal([("two", 2, false), ("one", 1, false)], a.Versions.Select(version => (version.Cells.GetProperty("name").GetString(), version.Pull!.Value, version.Deleted)));
        Assert.Equal((2, null, a.Versions[0].From), (a.Total, a.Versions[0].To, a.Versions[1].To!.Value));
        var gone = Assert.Single((await RecordHistory.ReadAsync(connection, key, stream, "gone", 20, CancellationToken.None)).Versions);
        Assert.True(gone is { Deleted: true, To: not null });
        Assert.Equal((1, 2), ((await RecordHistory.ReadAsync(connection, key, stream, "a", 1, CancellationToken.None)).Versions.Count, a.Total));
        Assert.Empty((await RecordHistory.ReadAsync(connection, key, stream, "never", 20, CancellationToken.None)).Versions);
        Assert.Equal("""{"id":"a","name":"one"}""", (await RecordReader.OneAsync(connection, key, stream, "a", moments[0], CancellationToken.None))!.Body);
        Assert.Equal("""{"id":"a","name":"two"}""", (await RecordReader.OneAsync(connection, key, stream, "a", moments[1], CancellationToken.None))!.Body);
        Assert.Null(await RecordReader.OneAsync(connection, key, stream, "gone", null, CancellationToken.None));
        Assert.NotNull(await RecordReader.OneAsync(connection, key, stream, "gone", moments[1], CancellationToken.None));
    }

    [Theory]
    [InlineData(null, false, null)]
    [InlineData(null, true, null)]
    [InlineData("name", false, null)]
    [InlineData("name", true, null)]
    [InlineData("name", false, "o")]
    public async Task Pages_as_of_a_moment_bring_every_record_once_in_order_and_back(string? sort, bool descending, string? search)
    {
        var (bench, key, moments) = await ThreeStatesAsync();
        using var _ = bench;
        await using var connection = await database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var stream = await bench.StreamAsync(key, "tasks");
        string[][] expected = [["a", "b", "gone"], ["a", "b", "gone", "new"], ["a", "b", "new"]];
        for (var state = 0; state < 3; state++)
        {
            var query = new RecordQuery { AsOf = moments[state], SortColumn = sort, Descending = descending, Search = search, Size = 1 };
            var all = (await bench.RecordsAsync(key, "tasks", query)).Select(row => row.Key).ToList();
            if (search is null)
                Assert.Equal(expected[state], all.Order());
            var walked = new List<string>();
            RecordPage page;
            string? next = null, last = null;
            do
            {
                page = await RecordReader.PageAsync(connection, key, stream, query with { After = next }, CancellationToken.None);
                walked.AddRange(page.Rows.Select(row => row.Key));
                (next, last) = (page.Next, page.Previous);
            }
            while (next is not null);
            Assert.Equal(all, walked);
            Assert.Equal(all.Count, (await RecordReader.CountAsync(connection, key, stream, query, CancellationToken.None)).Count);
            if (last is not null)
                Assert.Equal(all[^2], Assert.Single((await RecordReader.PageAsync(connection, key, stream, query with { Before = last }, CancellationToken.None)).Rows).Key);
        }
    }

    [Fact]
    public async Task A_new_field_reaches_unchanged_records_without_a_version_and_is_told()
    {
        RecordMessage Both(string id, bool owner) => Json(id, $$"""{"id":"{{id}}","owner":"o"}""", owner ? [("name", "n"), ("owner", "o")] : [("name", "n")]);
        var source = new PlayedSource().With(Stream("tasks"), [Both("a", false), Both("b", false)]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        source.Streams[0] = source.Streams[0] with
        {
            Columns = [.. source.Streams[0].Columns.Where(column => column.Name != "day").Select(column => column.Name == "size" ? column with { Type = ColumnType.Text } : column), new("owner", "Owner", ColumnType.Text)],
        };
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Both("a", true), Json("b", """{"id":"b","owner":"o"}""", ("name", 5L), ("owner", "o"))]]);

        var pull = await bench.PullAsync(key);

        Assert.Equal((PullState.Done, 2L, 0L), (pull.Pull.State, pull.Pull.Records.Unchanged, pull.Pull.Records.Changed));
        Assert.All(await bench.RecordsAsync(key, "tasks"), row => Assert.Equal("o", row.Cells.GetProperty("owner").GetString()));
        Assert.Equal(0L, await database.OfAsync<long>(key, "count(*)", "record_versions"));
        Assert.False(await database.OfAsync<bool>(key, "recell", "streams"));
        await using var connection = await database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var drift = await RecordNews.DriftAsync(connection, key, await bench.StreamAsync(key, "tasks"), DateTimeOffset.UnixEpoch, CancellationToken.None);
        Assert.Equal(
            [("Day", "gone", ColumnType.Date, null), ("Name", "value", ColumnType.Text, ColumnType.Integer), ("Owner", "new", null, ColumnType.Text), ("Size", "type", ColumnType.Integer, ColumnType.Text)],
            drift.Select(note => (note.Title, note.What, note.Was, note.Became)).OrderBy(note => note.Title, StringComparer.Ordinal));

        // The same again is no news, and writes no row of a record.
        var rows = await database.OfAsync<string>(key, "string_agg(xmin || ' ' || ctid, ',' ORDER BY key)", "records");
        await bench.PullAsync(key);
        Assert.Equal(4L, await database.OfAsync<long>(key, "count(*)", "stream_drift"));
        Assert.Equal(rows, await database.OfAsync<string>(key, "string_agg(xmin || ' ' || ctid, ',' ORDER BY key)", "records"));
    }

    /// <summary>First a, b and gone; then a changed and new came; then gone is gone. A moment after each.</summary>
    private async Task<(PullBench, ConnectionKey, DateTimeOffset[])> ThreeStatesAsync()
    {
        var source = new PlayedSource().With(Stream("tasks", incremental: true), [Record("a", "one"), Record("b", "bo"), Record("gone", "go")]);
        var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var moments = new List<DateTimeOffset>();
        await bench.PullAsync(key);
        moments.Add(await NowAsync());
        source.Reads["tasks"] = (request, _, _) => Pages(request with { Checkpoint = null }, [[Record("a", "two"), Record("new", "no")]], complete: false);
        await bench.PullAsync(key);
        moments.Add(await NowAsync());
        source.Reads["tasks"] = (_, _, _) => Gone();
        await bench.PullAsync(key);
        moments.Add(await NowAsync());
        return (bench, key, [.. moments]);

        static async IAsyncEnumerable<SourceMessage> Gone()
        {
            await Task.Yield();
            yield return new DeletedMessage(["gone"]);
            yield return new StreamCompleteMessage(false);
        }
    }

    private async Task<DateTimeOffset> NowAsync() => new(await database.ScalarAsync<DateTime>("SELECT clock_timestamp()"));
}
