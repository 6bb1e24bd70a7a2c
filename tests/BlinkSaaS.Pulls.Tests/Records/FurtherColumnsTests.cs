using System.Text.Json;
using BlinkSaaS.Sources;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Records;

/// <summary>Columns that an account defines for itself come with the records and stay with the stream.</summary>
public class FurtherColumnsTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task They_are_kept_with_their_title_and_type_and_renamed_when_the_source_renames_them()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        source.Reads["tasks"] = (_, _, _) => Read(new Column("cf_1", "Budget", ColumnType.Decimal), 5m);
        await bench.PullAsync(key);
        var column = (await bench.StreamAsync(key, "tasks")).Columns.Single(c => c.Name == "cf_1");
        Assert.Equal(("Budget", ColumnType.Decimal), (column.Title, column.Type));

        source.Reads["tasks"] = (_, _, _) => Read(new Column("cf_1", "Planned budget", ColumnType.Decimal), 6m);
        await bench.PullAsync(key);
        Assert.Equal("Planned budget", (await bench.StreamAsync(key, "tasks")).Columns.Single(c => c.Name == "cf_1").Title);
        Assert.Equal(6, (await bench.RecordsAsync(key, "tasks")).Single().Cells.GetProperty("cf_1").GetInt32());

        // A pull that meets no such field keeps the column: old records have values there.
        source.Reads["tasks"] = (request, _, _) => Pages(request, [[Record("a")]]);
        await bench.PullAsync(key);
        Assert.Contains((await bench.StreamAsync(key, "tasks")).Columns, c => c.Title == "Planned budget");
    }

    private static async IAsyncEnumerable<SourceMessage> Read(Column column, decimal value)
    {
        await Task.CompletedTask;
        yield return new ColumnsMessage([column]);
        yield return new RecordMessage(JsonSerializer.SerializeToUtf8Bytes(new { id = "a", value }), new Dictionary<string, object?> { ["id"] = "a", [column.Name] = value });
        yield return new CheckpointMessage("{}");
        yield return new StreamCompleteMessage(Complete: true);
    }
}
