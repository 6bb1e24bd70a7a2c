using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Custom fields as columns: names and not numbers, nothing lost, nothing broken by what nobody has seen.</summary>
public sealed class FieldValueTests
{
    private const string Choices = """[{"id":"o-1","name":"Web","orderindex":0},{"id":"o-2","name":"Print","orderindex":1}]""";

    [Theory]
    [InlineData("drop_down", "1", ColumnType.Text, "Print")]
    [InlineData("drop_down", "\"o-1\"", ColumnType.Text, "Web")]
    [InlineData("drop_down", "9", ColumnType.Text, "9")]
    [InlineData("labels", """["o-2","o-1","gone"]""", ColumnType.Text, "Print, Web, gone")]
    [InlineData("users", """[{"id":1,"username":"Mara Quill"},{"id":2,"username":null,"email":"ben@acme.example"}]""", ColumnType.Text, "Mara Quill, ben@acme.example")]
    [InlineData("tasks", """[{"id":"86a","name":"Ship it"},{"id":"86b"}]""", ColumnType.Text, "Ship it, 86b")]
    [InlineData("list_relationship", """[{"id":"86a","name":"Ship it"}]""", ColumnType.Text, "Ship it")]
    [InlineData("location", """{"location":{"lat":52.1,"lng":4.9},"formatted_address":"Dam 1, Amsterdam"}""", ColumnType.Text, "Dam 1, Amsterdam")]
    [InlineData("location", """{"location":{"lat":52.1,"lng":4.9}}""", ColumnType.Text, "52.1, 4.9")]
    [InlineData("attachment", """[{"id":"1","title":"brief.pdf"}]""", ColumnType.Text, "brief.pdf")]
    [InlineData("short_text", "\"JH-12\"", ColumnType.Text, "JH-12")]
    [InlineData("email", "\"a@b.example\"", ColumnType.Text, "a@b.example")]
    [InlineData("formula", "12.5", ColumnType.Text, "12.5")]
    [InlineData("number", "\"8\"", ColumnType.Decimal, "8")]
    [InlineData("currency", "19.99", ColumnType.Decimal, "19.99")]
    [InlineData("manual_progress", """{"current":"3","percent_completed":0.3}""", ColumnType.Decimal, "30")]
    [InlineData("automatic_progress", """{"percent_completed":40}""", ColumnType.Decimal, "40")]
    [InlineData("emoji", "\"4\"", ColumnType.Integer, "4")]
    [InlineData("checkbox", "\"true\"", ColumnType.Boolean, "True")]
    [InlineData("checkbox", "false", ColumnType.Boolean, "False")]
    [InlineData("date", "\"1725177600000\"", ColumnType.Timestamp, "09/01/2024 08:00:00 +00:00")]
    [InlineData("hologram", """{"x":[1,2]}""", ColumnType.Json, """{"x":[1,2]}""")]
    [InlineData("hologram", "7", ColumnType.Json, "7")]
    public async Task A_value_is_decoded(string type, string value, ColumnType column, string expected)
    {
        var (columns, tasks) = await ReadAsync([Task("a1", Field("f-1", "Field", type, value))]);
        var declared = Assert.Single(columns);
        Assert.Equal(column, declared.Type);
        var cell = tasks[0].Cells[declared.Name];
        Assert.Equal(expected, cell is JsonElement json ? json.GetRawText() : Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("number", "\"many\"")]
    [InlineData("date", "\"soon\"")]
    [InlineData("date", "99999999999999999999")]
    [InlineData("checkbox", "[]")]
    [InlineData("emoji", "{}")]
    [InlineData("labels", "[]")]
    [InlineData("labels", "[null,{}]")]
    [InlineData("location", "[]")]
    [InlineData("manual_progress", "5")]
    [InlineData("users", "null")]
    public async Task What_cannot_be_decoded_has_no_value_and_stays_in_the_raw_object(string type, string value)
    {
        var (columns, tasks) = await ReadAsync([Task("a1", Field("f-1", "Field", type, value))]);
        Assert.DoesNotContain(Assert.Single(columns).Name, tasks[0].Cells.Keys);
        Assert.Contains(value, System.Text.Encoding.UTF8.GetString(tasks[0].Raw.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_fields_of_one_name_have_a_column_each()
    {
        var (columns, tasks) = await ReadAsync([Task("a1", Field("aaaa-1", "Budget", "number", "1"), Field("bbbb-2", "Budget", "number", "2"))]);
        Assert.Equal(2, columns.Count);
        Assert.Distinct(columns.Select(c => c.Title));
        Assert.Equal([1m, 2m], columns.Select(c => tasks[0].Cells[c.Name]));
    }

    [Fact]
    public async Task A_field_that_is_renamed_keeps_its_column()
    {
        var (before, _) = await ReadAsync([Task("a1", Field("f-1", "Budget", "number", "1"))]);
        var (after, _) = await ReadAsync([Task("a1", Field("f-1", "Planned budget", "number", "1"))]);
        Assert.Equal(before[0].Name, after[0].Name);
        Assert.Equal("Planned budget", after[0].Title);
    }

    [Fact]
    public async Task A_field_that_is_given_another_type_begins_another_column()
    {
        var (before, _) = await ReadAsync([Task("a1", Field("f-1", "Budget", "short_text", "\"1\""))]);
        var (after, _) = await ReadAsync([Task("a1", Field("f-1", "Budget", "number", "1"))]);
        Assert.NotEqual(before[0].Name, after[0].Name);
    }

    [Fact]
    public async Task Money_says_its_currency()
    {
        var (columns, _) = await ReadAsync([Task("a1", """{"id":"f-1","name":"Fee","type":"currency","type_config":{"currency_type":"CHF"},"value":"5"}""")]);
        Assert.Equal("Fee (CHF)", columns[0].Title);
    }

    [Fact]
    public async Task A_field_without_a_value_has_a_column_and_no_cell()
    {
        var (columns, tasks) = await ReadAsync([Task("a1", """{"id":"f-1","name":"Fee","type":"number"}""", """{"name":"no id"}""", "null")]);
        Assert.DoesNotContain(Assert.Single(columns).Name, tasks[0].Cells.Keys);
    }

    private static string Field(string id, string name, string type, string value) =>
        $$"""{"id":"{{id}}","name":"{{name}}","type":"{{type}}","type_config":{"start":0,"end":10,"options":{{Choices}}},"value":{{value}}}""";

    private static string Task(string id, params string[] fields) => $$"""{"id":"{{id}}","custom_fields":[{{string.Join(',', fields)}}]}""";

    private static async Task<(IReadOnlyList<Column> Columns, IReadOnlyList<RecordMessage> Tasks)> ReadAsync(IEnumerable<string> tasks)
    {
        using var api = new ScriptedApi()
            .On("team/1/task?order_by=created&subtasks=true&include_closed=true&archived=true", """{"tasks":[],"last_page":true}""")
            .On("team/1/task", $$"""{"tasks":[{{string.Join(',', tasks)}}],"last_page":true}""")
            .On("team/1/space", """{"spaces":[]}""")
            .On("team/1/shared", """{"shared":{"lists":[]}}""")
            .On("team", """{"teams":[{"id":"1","name":"Acme"}]}""");
        var messages = await ErrorTests.ReadAsync(api, "tasks", new Partition("1", "Acme"));
        return ([.. messages.OfType<ColumnsMessage>().SelectMany(m => m.Columns)], [.. messages.OfType<RecordMessage>()]);
    }
}
