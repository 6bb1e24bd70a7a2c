using System.Text.Json;
using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Data;

namespace BlinkSaaS.Web.Tests.Data;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("one\r\ntwo", "\"one\r\ntwo\"")]
    [InlineData(" padded", "\" padded\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+41 44", "'+41 44")]
    [InlineData("-x", "'-x")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"")]
    public void Text_is_quoted_and_never_a_formula(string text, string field) => Assert.Equal(field, CsvText.Text(text));

    [Fact]
    public void Row_keeps_numbers_as_numbers_and_moments_in_utc()
    {
        Column[] columns =
        [
            new("name", "Name", ColumnType.Text), new("points", "Points", ColumnType.Integer), new("done", "Done", ColumnType.Boolean),
            new("due", "Due", ColumnType.Date), new("updated", "Updated", ColumnType.Timestamp), new("tags", "Tags", ColumnType.Json),
            new("none", "None", ColumnType.Text), new("missing", "Missing", ColumnType.Text),
        ];
        using var cells = JsonDocument.Parse(
            """{"name":"-5","points":-5,"done":true,"due":"2026-11-24","updated":"2026-11-24T14:02:00.5000000Z","tags":["a","b"],"none":null}""");

        Assert.Equal("'-5,-5,true,2026-11-24,2026-11-24T14:02:00.5Z,\"[\"\"a\"\",\"\"b\"\"]\",,\r\n", CsvText.Row(columns, cells.RootElement));
    }

    [Fact]
    public void Head_guards_titles_too() =>
        Assert.Equal("'=Sum,\"Name, full\"\r\n", CsvText.Head([new("a", "=Sum", ColumnType.Text), new("b", "Name, full", ColumnType.Text)]));
}
