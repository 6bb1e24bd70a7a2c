namespace BlinkSaaS.Sources.Custom.Tests;

public sealed class MappingTests
{
    [Fact]
    public async Task With_address_and_key_alone_rows_are_key_value_and_date()
    {
        var api = new Scripted().Then("""[{"key":"a","value":"One","date_created":"2026-01-31"},{"key":"b","value":null}]""");

        var messages = await api.ReadAsync();

        Assert.Equal(["https://api.example.com/records?all=1"], api.Asked);
        var records = messages.OfType<RecordMessage>().ToList();
        Assert.Equal(new Dictionary<string, object?> { ["key"] = "a", ["value"] = "One", ["date_created"] = "2026-01-31" }, records[0].Cells);
        Assert.Equal(["b", null, null], records[1].Cells.Values);
        Assert.True(Assert.IsType<StreamCompleteMessage>(messages[^1]).Complete);
        Assert.Empty(messages.OfType<ColumnsMessage>());
    }

    [Fact]
    public async Task A_mapped_row_is_its_key_its_cursor_the_whole_object_and_its_plain_fields()
    {
        var api = new Scripted(("rowsPath", "data.items"), ("keyField", "meta.id"), ("cursorField", "updated"))
            .Then("""{"data":{"items":[{"meta":{"id":7},"updated":5,"Total sum":1.50,"row":true,"paid":false,"tags":["x"]}]}}""");

        var messages = await api.ReadAsync();

        var columns = Assert.Single(messages.OfType<ColumnsMessage>()).Columns;
        Assert.Equal(["Total sum", "row", "paid"], columns.Select(column => column.Title));
        Assert.Equal("paid", columns[2].Name);
        // A name of its own, since one called "row" is declared.
        Assert.StartsWith("row_", columns[1].Name, StringComparison.Ordinal);
        var record = Assert.Single(messages.OfType<RecordMessage>());
        Assert.Equal(("7", "5", "1.50", "true", "false"), (record.Cells["key"], record.Cells["cursor"], record.Cells[columns[0].Name], record.Cells[columns[1].Name], record.Cells["paid"]));
        Assert.Contains("row", record.Cells.Keys);
        Assert.True(messages.IndexOf(record) > messages.FindIndex(message => message is ColumnsMessage));
    }

    [Theory]
    [InlineData("", """{"rows":[]}""", "The answer itself is not a list. Correct the Path to the rows. The answer has: rows.")]
    [InlineData("data", """{"rows":[]}""", "What the answer has at \"data\" is missing. Correct the Path to the rows. The answer has: rows.")]
    [InlineData("rows", """{"rows":{"a":1}}""", "What the answer has at \"rows\" is not a list. Correct the Path to the rows. The answer has: rows.")]
    [InlineData("rows", """{"rows":[1]}""", "A row is not a JSON object. Correct the Path to the rows: it must lead to a list of objects.")]
    [InlineData("rows", """{"rows":[{"name":"x","sum":1}]}""", "A row has no \"id\" of 1 to 500 characters. Correct the Key field. The row has: name, sum.")]
    [InlineData("rows", """{"rows":[{"id":""}]}""", "A row has no \"id\" of 1 to 500 characters. Correct the Key field. The row has: id.")]
    public async Task A_mapping_that_does_not_fit_says_what_to_correct(string path, string body, string said)
    {
        var api = new Scripted(("rowsPath", path), ("keyField", "id")).Then(body).Then(body);

        Assert.Equal(said, (await Assert.ThrowsAsync<SourceUnavailableException>(api.CheckAsync)).Message);
        Assert.Equal(said, (await Assert.ThrowsAsync<SourceUnavailableException>(() => api.ReadAsync())).Message);
    }

    [Fact]
    public async Task The_check_says_how_many_rows_there_are_and_the_names_of_their_fields()
    {
        var result = await new Scripted().Then("""[{"key":"a","value":"hidden","date_created":"x"},{"key":"b"}]""").CheckAsync();

        Assert.Equal("api.example.com", result.Account);
        Assert.Equal([new Sight("Rows on the first page", 2), new Sight("Fields of a row: key, value, date_created", 3)], result.Sees);
    }

    [Fact]
    public async Task An_empty_first_page_is_no_proof_of_the_mapping() =>
        Assert.Single((await new Scripted().Then("[]").CheckAsync()).Warnings);

    [Theory]
    [InlineData(401, typeof(CredentialRejectedException), "401")]
    [InlineData(403, typeof(AccessDeniedException), "403")]
    [InlineData(404, typeof(SourceUnavailableException), "Check the address")]
    [InlineData(302, typeof(SourceUnavailableException), "Enter that address")]
    [InlineData(418, typeof(SourceUnavailableException), "418")]
    public async Task What_the_endpoint_refuses_is_said(int status, Type kind, string said)
    {
        var problem = await Assert.ThrowsAsync(kind, new Scripted().Then("{}", status).CheckAsync);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }
}
