using System.Text.Json;
using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Data;

namespace BlinkSaaS.Web.Tests.Data;

public sealed class CellTests
{
    [Theory]
    [InlineData(ColumnType.Boolean, "true", "Yes")]
    [InlineData(ColumnType.Boolean, "false", "No")]
    [InlineData(ColumnType.Integer, "1234567", "1,234,567")]
    [InlineData(ColumnType.Decimal, "-1234.50", "-1,234.5")]
    [InlineData(ColumnType.Decimal, "1e400", "1e400")]
    [InlineData(ColumnType.Date, "\"2026-11-28\"", "28\u00a0Nov\u00a02026")]
    [InlineData(ColumnType.Date, "\"soon\"", "soon")]
    [InlineData(ColumnType.Timestamp, "\"soon\"", "soon")]
    [InlineData(ColumnType.Json, "[\"a\",\"b\"]", "a, b")]
    [InlineData(ColumnType.Json, "{\"a\":1}", "{\"a\":1}")]
    [InlineData(ColumnType.Text, "5", "5")]
    public void Value_reads_as_its_type(ColumnType type, string json, string text) => Assert.Equal(text, Of("c", type, json).Text);

    [Fact]
    public void Identifier_is_not_grouped() => Assert.Equal("9012345678", Of("team_id", ColumnType.Integer, "9012345678").Text);

    [Fact]
    public void Timestamp_is_a_moment() =>
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 14, 2, 0, TimeSpan.Zero), Of("c", ColumnType.Timestamp, "\"2026-11-24T14:02:00.0000000Z\"").Moment);

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    public void Nothing_is_empty(string json) => Assert.True(Of("c", ColumnType.Json, json).IsEmpty);

    [Fact]
    public void Long_text_is_cut_between_characters_and_kept_whole_beside()
    {
        var cell = Of("c", ColumnType.Text, "\"abc\U0001F600def\"", length: 4);

        Assert.Equal("abc…", cell.Text);
        Assert.Equal("abc\U0001F600def", cell.Whole);
    }

    private static Cell Of(string name, ColumnType type, string json, int length = 100)
    {
        using var cells = JsonDocument.Parse($$"""{"{{name}}":{{json}}}""");
        return Cell.Of(new Column(name, "Title", type), cells.RootElement, length);
    }
}
