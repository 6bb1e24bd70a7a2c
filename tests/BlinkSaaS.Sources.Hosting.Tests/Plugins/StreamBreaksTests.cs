using BlinkSaaS.Sources.Hosting.Versions;

namespace BlinkSaaS.Sources.Hosting.Tests.Plugins;

public sealed class StreamBreaksTests
{
    private static readonly StreamDescriptor s_items = Stream("items", ["id"], new Column("id", "Id", ColumnType.Text), new Column("size", "Size", ColumnType.Integer));
    private static readonly StreamDescriptor s_notes = Stream("notes", ["id"], new Column("id", "Id", ColumnType.Text)) with { SelectedByDefault = false };

    [Fact]
    public void The_same_and_more_break_nothing() => Assert.Empty(StreamBreaks.Between(
        [s_items], [Stream("items", ["id"], [.. s_items.Columns, new Column("more", "More", ColumnType.Json)]), Stream("others", ["id"], new Column("id", "Id", ColumnType.Text))], null));

    [Fact]
    public void What_is_not_pulled_is_not_missed()
    {
        Assert.Empty(StreamBreaks.Between([s_items, s_notes], [s_items], null));
        Assert.Empty(StreamBreaks.Between([s_items, s_notes], [s_notes], ["notes"]));
        Assert.Equal(BreakKind.Stream, Assert.Single(StreamBreaks.Between([s_items, s_notes], [s_items], ["items", "notes"])).Kind);
    }

    [Fact]
    public void The_gravest_comes_first()
    {
        var after = Stream("items", ["size"], new Column("size", "Size", ColumnType.Text));
        Assert.Equal(
            [BreakKind.Key, BreakKind.Column, BreakKind.Type],
            StreamBreaks.Between([s_items], [after], null).Select(one => one.Kind));
        Assert.Equal("the column Size of items would be text in place of a number", StreamBreaks.Between([s_items], [after], null)[2].Words);
    }

    private static StreamDescriptor Stream(string name, IReadOnlyList<string> key, params IReadOnlyList<Column> columns) =>
        new() { Name = name, Title = name, Description = "For tests.", PrimaryKey = key, Columns = columns };
}
