using System.Globalization;
using System.Net;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;

namespace BlinkSaaS.Web.Tests.Data;

public sealed class DataPagesTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Every_record_is_on_one_page_only_whatever_the_order()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, Many(120));

        foreach (var sort in new[] { "", "?sort=points", "?sort=-points", "?sort=name", "?sort=-updated" })
        {
            var url = data.Tasks(connection) + sort;
            var seen = new List<string>();
            for (var pages = 0; url is not null; pages++)
            {
                Assert.InRange(pages, 0, 2);
                var page = await data.Owner.OpenAsync(url);
                Assert.Contains($"{(pages * 50) + 1} to {Math.Min(120, (pages + 1) * 50)} of 120", Words(page), StringComparison.Ordinal);
                seen.AddRange(Keys(page));
                url = Link(page, "next");
            }

            Assert.Equal(120, seen.Count);
            Assert.Equal(120, seen.Distinct().Count());
        }
    }

    [Fact]
    public async Task Search_sorts_and_counts_what_matches_and_says_when_nothing_does()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("a", """{"name":"North Pier","points":2}"""), ("b", """{"name":"North 100%","points":9}"""), ("c", """{"name":"South"}"""));

        var found = await data.Owner.OpenAsync(data.Tasks(connection) + "?q=NORTH&sort=-points");
        Assert.Equal(["b", "a"], Keys(found));
        Assert.Contains("1 to 2 of 2 that match, 3 in all", Words(found), StringComparison.Ordinal);
        Assert.Contains("aria-sort=\"descending\"", found.Html, StringComparison.Ordinal);
        Assert.Equal(["b"], Keys(await data.Owner.OpenAsync(data.Tasks(connection) + "?q=0%25")));

        var nothing = await data.Owner.OpenAsync(data.Tasks(connection) + "?q=%25%25");
        Assert.Contains("No record matches", nothing.Text, StringComparison.Ordinal);
        Assert.Contains("Clear filters", nothing.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_stands_beside_the_table_and_its_markup_is_text()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("k/1 &", """{"name":"<script>alert(1)</script>","points":1234}"""));

        var page = await data.Owner.OpenAsync(WebUtility.HtmlDecode(RowLink(await data.Owner.OpenAsync(data.Tasks(connection) + "?q=alert"))));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
        Assert.Contains("<dd>1,234</dd>", page.Html.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        var raw = await data.Owner.OpenAsync($"{data.Tasks(connection)}/record?handler=raw&key=k%2F1%20%26");
        Assert.Equal("""{"raw":  {"name":"<script>alert(1)</script>","points":1234}}""", raw.Html);
        Assert.Equal(HttpStatusCode.NotFound, (await data.Owner.OpenAsync($"{data.Tasks(connection)}/record?key=none")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await data.Owner.OpenAsync($"{data.Tasks(connection)}/record?handler=raw&key=none")).Status);
    }

    [Fact]
    public async Task Export_is_what_is_filtered_in_the_chosen_columns()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("a", """{"name":"=1+1 north","points":-2,"open":true}"""), ("b", """{"name":"a \"quoted\", north","points":9}"""), ("c", """{"name":"South"}"""));

        var csv = await data.Owner.OpenAsync(data.Tasks(connection) + "/export.csv?q=north&sort=-points&cols=points,name");
        Assert.Equal("Name,Points\r\n\"a \"\"quoted\"\", north\",9\r\n'=1+1 north,-2\r\n", csv.Html.TrimStart('\ufeff'));
        var lines = (await data.Owner.OpenAsync(data.Tasks(connection) + "/export.ndjson?q=north&sort=points&cols=name")).Html.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("\"open\": true", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_reads_and_may_not_export()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("a", """{"name":"North"}"""));
        var (viewer, _) = await data.ColleagueAsync(MemberRole.Viewer);

        Assert.Equal(["a"], Keys(await viewer.OpenAsync(data.Tasks(connection))));
        foreach (var format in new[] { "csv", "ndjson" })
        {
            var refused = await viewer.OpenAsync($"{data.Tasks(connection)}/export.{format}");
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains("role Member", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_private_is_404_for_an_owner_and_named_nowhere()
    {
        await using var data = await StoredData.NewAsync(host);
        var (_, other) = await data.ColleagueAsync(MemberRole.Member);
        var hidden = await data.ConnectAsync("Secret salaries", Privacy.Private, other);
        await data.StoreAsync(hidden, ("a", """{"name":"North"}"""));
        await data.RunAsync(
            "INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger) VALUES ($1, $2, 1, 'done', 'first')", data.WorkspaceId, hidden.Id);

        foreach (var below in new[] { "", "/export.csv", "/export.ndjson", "/record?key=a", "/record?handler=raw&key=a", "?handler=columns&col=name" })
            Assert.Equal(HttpStatusCode.NotFound, (await data.Owner.OpenAsync(data.Tasks(hidden) + below)).Status);
        foreach (var page in new[] { "/data", "/activity" })
            Assert.DoesNotContain("Secret salaries", (await data.Owner.OpenAsync(data.Root + page)).Html, StringComparison.Ordinal);
        Assert.Contains("No records yet", (await data.Owner.OpenAsync(data.Root + "/data")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_that_takes_too_long_ends_with_a_way_out()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("a", """{"name":"North"}"""));
        await using var blocker = await data.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var block = blocker.CreateCommand();
            block.CommandText = "LOCK TABLE pulls.records IN ACCESS EXCLUSIVE MODE";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            var slow = await data.Owner.OpenAsync(data.Tasks(connection) + "?q=north&sort=name");
            Assert.Contains("This search takes too long", slow.Text, StringComparison.Ordinal);
            Assert.Contains("Take the sorting away", slow.Text, StringComparison.Ordinal);
            Assert.Contains("takes too long", (await data.Owner.OpenAsync(data.Tasks(connection) + "/record?key=a")).Text, StringComparison.Ordinal);
        }

        Assert.Equal(["a"], Keys(await data.Owner.OpenAsync(data.Tasks(connection) + "?q=north&sort=name")));
    }

    [Fact]
    public async Task Ticked_columns_are_kept_for_the_next_visit()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("a", """{"name":"North","points":7}"""));

        var chosen = await data.Owner.OpenAsync(data.Tasks(connection) + "?handler=columns&q=north&col=points&col=gone");
        Assert.Equal(data.Tasks(connection) + "?q=north&cols=points", chosen.Location);
        var heads = (await data.Owner.OpenAsync(data.Tasks(connection))).Html.Split("<thead>")[1].Split("</thead>")[0];
        Assert.Contains("Points", heads, StringComparison.Ordinal);
        Assert.DoesNotContain("Name", heads, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_connection_with_records_is_opened_at_its_largest_stream()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("a", """{"name":"North"}"""));
        await data.RunAsync(
            "INSERT INTO pulls.streams (workspace_id, connection_id, stream_id, name, title, description, position, columns) VALUES ($1, $2, 2, 'lists', 'Lists', '', 0, '[{\"name\":\"name\",\"title\":\"Name\",\"type\":\"Text\"}]')",
            data.WorkspaceId, connection.Id);

        Assert.Equal($"{data.Root}/data/{connection.PublicId}", (await data.Owner.OpenAsync(data.Root + "/data")).Location);
        Assert.Equal(data.Tasks(connection), (await data.Owner.OpenAsync($"{data.Root}/data/{connection.PublicId}")).Location);
        Assert.Contains("Lists: not pulled yet", (await data.Owner.OpenAsync($"{data.Root}/data/{connection.PublicId}/lists")).Text, StringComparison.Ordinal);
    }

    private static (string, string)[] Many(int count) =>
        [.. Enumerable.Range(0, count).Select(n => ($"k{n:000}", string.Create(CultureInfo.InvariantCulture, $$"""{"name":"Task {{n % 7}}","points":{{(n % 3 == 0 ? "null" : n % 5)}},"updated":"2026-11-{{(n % 28) + 1:00}}T10:00:00.0000000Z"}""")))];

    private static IEnumerable<string> Keys(PageAnswer page) => page.Html.Split("class=\"row-link\"").Skip(1)
        .Select(part => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(WebUtility.HtmlDecode(part.Split('"')[1]).Split('?')[1])["key"].ToString());

    private static string RowLink(PageAnswer page) => page.Html.Split("class=\"row-link\"")[1].Split('"')[1];

    private static string? Link(PageAnswer page, string rel) =>
        System.Text.RegularExpressions.Regex.Match(page.Html, $"<a[^>]*href=\"([^\"]*)\"[^>]*rel=\"{rel}\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    private static string Words(PageAnswer page) => string.Join(' ', page.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
