using System.Collections;
using System.Globalization;
using System.Text;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>Records that are made when they are read: a source of any length takes no memory. A page of a hundred has about 100 KB.</summary>
internal sealed class MadeUpRecords(int count) : IReadOnlyList<RecordMessage>
{
    private static readonly string Filling = new('x', 880);

    public static StreamDescriptor Stream { get; } = new()
    {
        Name = "made_up",
        Title = "Made up",
        Description = "Records of a benchmark.",
        Columns = [new("id", "Id", ColumnType.Text), new("name", "Name", ColumnType.Text), new("number", "Number", ColumnType.Integer), new("updated", "Updated", ColumnType.Timestamp)],
        PrimaryKey = ["id"],
    };

    public int Count => count;

    public RecordMessage this[int index]
    {
        get
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"record-{index:d9}");
            var json = string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","name":"Record number {{index}}","number":{{index}},"updated":"2026-11-24T12:00:00Z","text":"{{Filling}}"}""");
            return new RecordMessage(Encoding.UTF8.GetBytes(json), new Dictionary<string, object?>
            {
                ["id"] = id,
                ["name"] = $"Record number {index}",
                ["number"] = (long)index,
                ["updated"] = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
            });
        }
    }

    public IEnumerator<RecordMessage> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
