using System.Globalization;
using BlinkSaaS.Pulls.Reading;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Reading;

public class RecordReaderTests(RecordReaderTests.World world) : IClassFixture<RecordReaderTests.World>
{
    public static TheoryData<string?, bool, int> Orders()
    {
        var orders = new TheoryData<string?, bool, int>();
        foreach (var column in (string?[])[null, "id", "name", "size", "price", "open", "day", "at", "more", "no such column", "size'; DROP TABLE x"])
        {
            foreach (var size in (int[])[1, 7, 500])
            {
                orders.Add(column, false, size);
                orders.Add(column, true, size);
            }
        }

        return orders;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Paging_there_and_back_gives_every_record_once_in_one_order(string? column, bool descending, int size)
    {
        var query = new RecordQuery { SortColumn = column, Descending = descending, Size = size };
        var all = (await world.Bench.RecordsAsync(world.Key, "tasks", query)).Select(row => row.Key).ToList();
        Assert.Equal(World.Count, all.Distinct().Count());

        var (there, pages) = (new List<string>(), new List<RecordPage>());
        for (string? after = null; pages.Count == 0 || after is not null; after = pages[^1].Next)
        {
            pages.Add(await PageAsync(query with { After = after }));
            there.AddRange(pages[^1].Rows.Select(row => row.Key));
        }

        Assert.Equal(all, there);
        Assert.Null(pages[0].Previous);
        var back = pages[^1].Rows.Select(row => row.Key).ToList();
        for (var before = pages[^1].Previous; before is not null;)
        {
            var page = await PageAsync(query with { Before = before });
            Assert.NotNull(page.Next);
            back.InsertRange(0, page.Rows.Select(row => row.Key));
            before = page.Previous;
        }

        Assert.Equal(all, back);
    }

    [Theory]
    [InlineData("size", false)]
    [InlineData("price", true)]
    [InlineData("day", false)]
    [InlineData("at", true)]
    [InlineData("name", true)]
    public async Task Values_are_in_their_own_order_and_those_without_one_last(string column, bool descending)
    {
        var rows = await world.Bench.RecordsAsync(world.Key, "tasks", new RecordQuery { SortColumn = column, Descending = descending });
        var values = rows.Select(row => row.Cells.TryGetProperty(column, out var value) ? value : (System.Text.Json.JsonElement?)null).ToList();
        Assert.Equal(values.Count(value => value is not null), values.TakeWhile(value => value is not null).Count());
        Assert.Contains(values, value => value is null);
        var present = values.OfType<System.Text.Json.JsonElement>().ToList();
        for (var i = 1; i < present.Count; i++)
        {
            var order = column is "size" or "price"
                ? present[i - 1].GetDecimal().CompareTo(present[i].GetDecimal())
                : column == "name"
                    ? CultureInfo.InvariantCulture.CompareInfo.Compare(Start(present[i - 1]), Start(present[i]), CompareOptions.IgnoreCase)
                    : string.CompareOrdinal(present[i - 1].GetString(), present[i].GetString());
            Assert.True(descending ? order >= 0 : order <= 0, $"{present[i - 1]} before {present[i]}");
        }
    }

    [Theory]
    [InlineData("NAME 1", 12)]
    [InlineData("100%", 1)]
    [InlineData("%", 1)]
    [InlineData("_", 1)]
    [InlineData("\\", 1)]
    [InlineData("ÄPFEL", 1)]
    [InlineData("x\0y", 1)]
    [InlineData("nothing like it", 0)]
    [InlineData("' OR true --", 0)]
    public async Task Search_finds_text_whatever_its_case_and_nothing_else(string search, int count)
    {
        var query = new RecordQuery { Search = search, Size = 500 };
        Assert.Equal(count, (await PageAsync(query)).Rows.Count);
        await using var connection = await world.Database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new RecordCount(count, false), await RecordReader.CountAsync(connection, world.Key, await world.StreamAsync(), query, CancellationToken.None));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("WyJ4Il0")]
    [InlineData("====")]
    public async Task A_cursor_that_is_none_gives_the_first_page(string cursor)
    {
        var first = await PageAsync(new RecordQuery { Size = 3 });
        Assert.Equal(first.Rows.Select(row => row.Key), (await PageAsync(new RecordQuery { Size = 3, After = cursor })).Rows.Select(row => row.Key));
        var ofAnotherOrder = await PageAsync(new RecordQuery { Size = 3, SortColumn = "size", After = first.Next });
        Assert.Null(ofAnotherOrder.Previous);
    }

    [Fact]
    public async Task Another_connection_or_workspace_has_none_of_the_records()
    {
        await using var connection = await world.Database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        foreach (var other in (ConnectionKey[])[world.Key with { ConnectionId = 99 }, world.Key with { WorkspaceId = 99 }])
        {
            Assert.Empty((await RecordReader.PageAsync(connection, other, await world.StreamAsync(), new RecordQuery(), CancellationToken.None)).Rows);
            Assert.Null(await RecordReader.OneAsync(connection, other, await world.StreamAsync(), "00", null, CancellationToken.None));
            Assert.Empty(await ConnectionStreams.AllAsync(connection, other, CancellationToken.None));
        }
    }

    [Fact]
    public async Task The_status_of_connections_tells_what_listings_show()
    {
        var queued = await world.Database.AddAsync();
        await using var connection = await world.Database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var statuses = await ConnectionStatuses.ReadAsync(connection, world.Key.WorkspaceId, [world.Key.ConnectionId, queued.ConnectionId, 12_345], CancellationToken.None);
        Assert.Equal(2, statuses.Count);
        var pulled = statuses[world.Key.ConnectionId];
        Assert.Equal((World.Count, 1, null, PullState.Done), (pulled.Records, pulled.Streams, pulled.Open?.Number, pulled.LastFinished?.State));
        var waits = statuses[queued.ConnectionId];
        Assert.Equal((0L, PullState.Queued, null, 0d), (waits.Records, waits.Open?.State, waits.LastFinished?.Number, waits.Progress));
        Assert.Equal([1], (await PullHistory.LastAsync(connection, world.Key, 5, CancellationToken.None)).Select(pull => pull.Number));
        Assert.Equal(World.Count, (await PullHistory.OneAsync(connection, world.Key, 1, CancellationToken.None))!.Streams.Single().Records.New);
    }

    /// <summary>What text is compared by.</summary>
    private static string Start(System.Text.Json.JsonElement text) => new([.. text.GetString()!.Take(100)]);

    private async Task<RecordPage> PageAsync(RecordQuery query)
    {
        await using var connection = await world.Database.Engine.OpenConnectionAsync();
        return await RecordReader.PageAsync(connection, world.Key, await world.StreamAsync(), query, CancellationToken.None);
    }

    /// <summary>Records of every type, with ties, extremes and missing values.</summary>
    public sealed class World : IAsyncLifetime
    {
        public const int Count = 34;

        private static readonly decimal?[] Prices = [0.1m, -0.1m, 79228162514264337593543950335m, 3m, 3.00m, null, 10m, 9m];
        private static readonly long?[] Sizes = [long.MinValue, long.MaxValue, 0, -1, 10, 9, null, 10];
        private static readonly string?[] Names = ["name 1", "Name 1", "NAME 1", "name 10", "", null, "zebra", "Zebra x"];

        internal PullBench Bench { get; private set; } = null!;

        public EngineDatabase Database { get; } = new();

        public ConnectionKey Key { get; private set; }

        internal Task<StreamInfo> StreamAsync() => Bench.StreamAsync(Key, "tasks");

        public async ValueTask InitializeAsync()
        {
            await Database.InitializeAsync();
            var records = Enumerable.Range(0, 24).Select(i => Json($"{i:d2}", $$"""{"id":{{i}}}""",
                ("name", Names[i % 8]), ("size", Sizes[(i * 3) % 8]), ("price", Prices[(i * 5) % 8]), ("open", i % 3 == 0 ? null : i % 3 == 1),
                ("day", i % 4 == 0 ? null : new DateOnly(2020 + i % 5, 1, 1 + i)), ("at", i % 5 == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(i % 7 * 3 - 9)),
                ("more", i % 2 == 0 ? null : System.Text.Json.JsonSerializer.SerializeToElement(new[] { i % 3 }))));
            string[] odd = ["100%", "under_score", "back\\slash", "Äpfel", "x\0y", new string('l', 300) + "1", new string('l', 300) + "0", "e", "é", "f"];
            var source = new PlayedSource().With(Stream("tasks"), [.. records, .. odd.Select((name, i) => Json($"odd {i}", "{}", ("name", name)))]);
            Bench = new PullBench(Database, source);
            Key = await Database.AddAsync();
            await Bench.PullAsync(Key);
        }

        public async ValueTask DisposeAsync()
        {
            Bench.Dispose();
            await Database.DisposeAsync();
        }
    }
}
