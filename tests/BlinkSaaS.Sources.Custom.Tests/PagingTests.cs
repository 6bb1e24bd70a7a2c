namespace BlinkSaaS.Sources.Custom.Tests;

public sealed class PagingTests
{
    private const string A = """[{"key":"a"}]""", B = """[{"key":"b"}]""";

    [Fact]
    public async Task Page_numbers_begin_where_the_person_says_and_end_with_an_empty_page()
    {
        var api = new Scripted(("paging", "Page number"), ("firstPage", "0"), ("sizeParameter", "limit"), ("pageSize", "50")).Then(A).Then(B).Then("[]");

        var messages = await api.ReadAsync();

        Assert.Equal(["0", "1", "2"], api.Asked.Select(asked => asked[^1..]));
        Assert.All(api.Asked, asked => Assert.StartsWith("https://api.example.com/records?all=1&limit=50&page=", asked, StringComparison.Ordinal));
        Assert.Equal(2, messages.OfType<RecordMessage>().Count());
    }

    [Theory]
    [InlineData("https://api.example.com/records?page=2", "https://api.example.com/records?page=2")]
    [InlineData("/other?x=y", "https://api.example.com/other?x=y")]
    [InlineData("c 2", "https://api.example.com/records?all=1&cursor=c%202")]
    public async Task A_cursor_may_be_a_value_or_an_address(string cursor, string asked)
    {
        var api = new Scripted(("rowsPath", "rows"), ("paging", "Cursor in the answer"))
            .Then($$"""{"rows":{{A}},"next_cursor":"{{cursor}}"}""").Then($$"""{"rows":{{B}},"next_cursor":null}""");

        await api.ReadAsync();

        Assert.Equal(asked, api.Asked[1]);
    }

    [Theory]
    [InlineData("https://evil.example.com/records")]
    [InlineData("//evil.example.com/records")]
    [InlineData("http://api.example.com/records")]
    public async Task A_next_page_elsewhere_is_not_called(string next)
    {
        var cursor = new Scripted(("rowsPath", "rows"), ("paging", "Cursor in the answer")).Then($$"""{"rows":{{A}},"next_cursor":"{{next}}"}""");
        var link = new Scripted(("paging", "Link header")).Then(A, link: $"<{next}>; rel=next");

        foreach (var api in new[] { cursor, link })
        {
            Assert.Contains("another address", (await Assert.ThrowsAsync<SourceUnavailableException>(() => api.ReadAsync())).Message, StringComparison.Ordinal);
            Assert.Single(api.Asked);
        }
    }

    [Theory]
    [InlineData("<?a=1>; rel=\"prev\", </x?a=2>; title=\"a, b\"; rel=\"last next\"", "https://api.example.com/x?a=2")]
    [InlineData("<?a=3>; rel=next", "https://api.example.com/records?a=3")]
    [InlineData("<?a=1>; rel=\"nextish\"", null)]
    [InlineData("<?a=1>; title=\"next\"", null)]
    public async Task Link_headers_are_read_as_they_are_written(string link, string? asked)
    {
        var api = new Scripted(("paging", "Link header")).Then(A, link: link).Then(B);

        await api.ReadAsync();

        Assert.Equal(asked, api.Asked.ElementAtOrDefault(1));
    }

    [Fact]
    public async Task A_circle_of_pages_ends_the_read()
    {
        var api = new Scripted(("paging", "Link header"));
        foreach (var page in new[] { A, B, """[{"key":"c"}]""", A, B, """[{"key":"c"}]""", A, B, """[{"key":"c"}]""" })
            api.Then(page, link: "<?more=1>; rel=next");

        var problem = await Assert.ThrowsAsync<SourceUnavailableException>(() => api.ReadAsync());

        Assert.Contains("gave a page again", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_is_asked_for_by_the_highest_cursor_and_everything_where_that_is_asked_for()
    {
        (string, string)[] settings = [("keyField", "id"), ("cursorField", "n"), ("cursorParameter", "since")];
        var api = new Scripted(settings).Then("""[{"id":1,"n":9},{"id":2,"n":10}]""").Then("""[{"id":3,"n":8}]""").Then("[]").Then("[]");

        var first = await api.ReadAsync();
        var second = await api.ReadAsync(Checkpoint(first));
        await api.ReadAsync(Checkpoint(second));
        var full = await api.ReadAsync(Checkpoint(second), full: true);

        const string All = "https://api.example.com/records?all=1";
        Assert.Equal([All, All + "&since=10", All + "&since=10", All], api.Asked);
        Assert.Equal((true, false, true), (IsComplete(first), IsComplete(second), IsComplete(full)));
        Assert.True(RecordsStream.Describe(Mapping.Of(api.Settings)).Incremental);
    }

    [Fact]
    public void Without_a_parameter_for_the_cursor_every_pull_reads_everything() =>
        Assert.False(RecordsStream.Describe(Mapping.Of(new Scripted(("cursorField", "n")).Settings)).Incremental);

    private static string Checkpoint(List<SourceMessage> messages) => messages.OfType<CheckpointMessage>().Last().State;

    private static bool IsComplete(List<SourceMessage> messages) => Assert.IsType<StreamCompleteMessage>(messages[^1]).Complete;
}
