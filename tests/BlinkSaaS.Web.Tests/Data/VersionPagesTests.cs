using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Data;

/// <summary>A record's versions, a stream as of another time, records that wait for a decision, and a shape that drifted.</summary>
public sealed class VersionPagesTests(WebHost host) : IClassFixture<WebHost>
{
    private const string Old = """{"name":"Pier","points":3,"open":true}""";
    private const string New = """{"name":"Pier","points":5,"updated":"2026-11-24T10:00:00.0000000Z"}""";

    [Fact]
    public async Task Record_shows_what_each_version_changed()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await ChangedAsync(data);

        var page = await data.Owner.OpenAsync(data.Tasks(connection) + "/record?key=a");

        Assert.Contains("2\u00a0versions", page.Text, StringComparison.Ordinal);
        Assert.Contains("First seen", page.Text, StringComparison.Ordinal);
        var changes = Regex.Matches(page.Html, "<dl class=\"diff\">.*?</dl>", RegexOptions.Singleline).Select(match => Regex.Replace(WebUtility.HtmlDecode(Regex.Replace(match.Value, "<[^>]+>", " ")), "\\s+", " ").Trim()).ToList();
        Assert.Equal(3, changes.Count);
        Assert.Contains("Points 3 is now 5", changes);
        Assert.Contains("Open Yes is now Not set", changes);
        Assert.Contains(changes, change => change.StartsWith("Updated Not set is now", StringComparison.Ordinal));
        Assert.Matches("<del>\\s*3\\s*</del>", page.Html);
        Assert.Matches("<ins>\\s*5\\s*</ins>", page.Html);
    }

    [Fact]
    public async Task Stream_is_shown_exported_and_searched_as_of_another_time()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await ChangedAsync(data);
        const string Then = "asof=2026-11-20T12:00:00Z";

        var page = await data.Owner.OpenAsync(data.Tasks(connection) + "?" + Then);
        Assert.Contains("as of another time", page.Text, StringComparison.Ordinal);
        Assert.Contains(">3<", Regex.Replace(page.Html, "\\s", ""), StringComparison.Ordinal);
        Assert.DoesNotContain("South", page.Text, StringComparison.Ordinal);
        Assert.Contains("1 to 1 of 1", Regex.Replace(page.Text, "\\s+", " "), StringComparison.Ordinal);
        Assert.Contains("South", (await data.Owner.OpenAsync(data.Tasks(connection))).Text, StringComparison.Ordinal);
        Assert.Contains("asof=2026-11-20T12", Regex.Match(page.Html, "class=\"row-link\" href=\"([^\"]+)\"").Groups[1].Value, StringComparison.Ordinal);

        Assert.Contains("No records at that time", (await data.Owner.OpenAsync(data.Tasks(connection) + "?asof=2020-01-01T00:00")).Text, StringComparison.Ordinal);
        Assert.Contains("No record matches", (await data.Owner.OpenAsync(data.Tasks(connection) + "?q=South&" + Then)).Text, StringComparison.Ordinal);
        Assert.Matches("\"points\": ?3", (await data.Owner.OpenAsync(data.Tasks(connection) + "/export.ndjson?" + Then)).Html);
        Assert.Contains("\"points\":3", (await data.Owner.OpenAsync(data.Tasks(connection) + "/record?handler=raw&key=a&" + Then)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await data.Owner.OpenAsync(data.Tasks(connection) + "/record?key=b&" + Then)).Status);
        Assert.Equal(HttpStatusCode.OK, (await data.Owner.OpenAsync(data.Tasks(connection) + "?asof=nonsense")).Status);
    }

    [Fact]
    public async Task Deleted_records_are_listed_searched_opened_and_exported_as_they_were_last()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await ChangedAsync(data);
        var url = data.Tasks(connection);
        Assert.Contains("No deleted records", (await data.Owner.OpenAsync(url + "?deleted=1")).Text, StringComparison.Ordinal);
        // "a" came back since; "c" was deleted twice.
        foreach (var (key, from, to, name) in new[] { ("a", "2026-10-01", "2026-10-02", "Pier"), ("c", "2026-10-01", "2026-10-02", "Jetty"), ("c", "2026-11-01", "2026-11-02", "Quay") })
        {
            await data.RunAsync(
                """
                INSERT INTO pulls.record_versions (workspace_id, connection_id, stream_id, key, valid_from, valid_to, ordinal, change, hash, cells)
                VALUES ($1, $2, 1, $3, $4::timestamptz, $5::timestamptz, 9, 1, gen_random_uuid(), jsonb_build_object('name', $6::text))
                """, data.WorkspaceId, connection.Id, key, from, to, name);
            await data.RunAsync("INSERT INTO pulls.record_bodies (workspace_id, connection_id, stream_id, ordinal, valid_from, body) VALUES ($1, $2, 1, 9, $3::timestamptz, '{}') ON CONFLICT DO NOTHING", data.WorkspaceId, connection.Id, from);
        }

        var page = await data.Owner.OpenAsync(url + "?deleted=1");
        Assert.Contains("1 to 1 of 1", Regex.Replace(page.Text, "\\s+", " "), StringComparison.Ordinal);
        Assert.Contains("Quay", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jetty", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pier", page.Text, StringComparison.Ordinal);
        Assert.Contains("No record matches", (await data.Owner.OpenAsync(url + "?deleted=1&q=Pier")).Text, StringComparison.Ordinal);
        Assert.Contains("Quay", (await data.Owner.OpenAsync(url + "?deleted=1&q=qua")).Text, StringComparison.Ordinal);
        Assert.Contains("Quay", (await data.Owner.OpenAsync(url + "/export.ndjson?deleted=1")).Html, StringComparison.Ordinal);

        var record = await data.Owner.OpenAsync(WebUtility.HtmlDecode(Regex.Match(page.Html, "class=\"row-link\" href=\"([^\"]+)\"").Groups[1].Value));
        Assert.Contains("It is not in ClickUp any more", record.Text, StringComparison.Ordinal);
        Assert.Contains("Deleted records of", record.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_were_not_seen_wait_for_somebody_who_may_manage()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await ChangedAsync(data);
        await data.RunAsync(
            """
            INSERT INTO pulls.walks (workspace_id, connection_id, stream_id, walk_id, started_at, ended_at, below_ordinal, state, partitions, candidates, unseen, held_for, held_lacks, held_live)
            VALUES ($1, $2, 1, 7, now(), now(), 3, 'held', '{}', $3, 1, 'sight', '{Design}', 2)
            """, data.WorkspaceId, connection.Id, new byte[] { 2, 1 });
        var (member, _) = await data.ColleagueAsync(MemberRole.Member);
        var url = data.Tasks(connection);

        var seen = await member.OpenAsync(url);
        Assert.Contains("was not seen, and nothing was deleted", seen.Text, StringComparison.Ordinal);
        Assert.Contains("Design", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("They are deleted", seen.Text, StringComparison.Ordinal);

        var decided = await data.Owner.SendAsync(url, new() { ["gone"] = "true" }, action: $"{url}?handler=decide");
        Assert.Equal(HttpStatusCode.Redirect, decided.Status);
        await using var command = data.Engine.CreateCommand("SELECT decision FROM pulls.walks WHERE workspace_id = $1 AND walk_id = 7");
        command.Parameters.Add(new NpgsqlParameter { Value = data.WorkspaceId });
        Assert.Equal("deleted", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("They are deleted", (await data.Owner.OpenAsync(url)).Text, StringComparison.Ordinal);
        Assert.Contains("said that records a pull did not see are deleted", (await data.Owner.OpenAsync(data.Root + "/settings/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_of_a_streams_shape_are_told_in_words()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await ChangedAsync(data);
        await data.RunAsync(
            """
            INSERT INTO pulls.stream_drift (workspace_id, connection_id, stream_id, number, column_name, what, title, was, became)
            VALUES ($1, $2, 1, 3, 'colour', 'new', 'Colour', NULL, 'Text'), ($1, $2, 1, 3, 'points', 'type', 'Points', 'Integer', 'Text')
            """, data.WorkspaceId, connection.Id);

        var page = await data.Owner.OpenAsync(data.Tasks(connection));

        Assert.Contains("Colour is a new field.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Points was a number and is text now.", page.Text, StringComparison.Ordinal);
    }

    /// <summary>"a" had three points until the 23rd of November; "b" came today.</summary>
    private static async Task<Connection> ChangedAsync(StoredData data)
    {
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection, ("a", New), ("b", """{"name":"South"}"""));
        await data.RunAsync("UPDATE pulls.records SET valid_from = '2026-11-23T00:00Z' WHERE workspace_id = $1 AND connection_id = $2 AND key = 'a'", data.WorkspaceId, connection.Id);
        await data.RunAsync("UPDATE pulls.record_bodies SET valid_from = '2026-11-23T00:00Z' WHERE workspace_id = $1 AND connection_id = $2 AND ordinal = 1", data.WorkspaceId, connection.Id);
        await data.RunAsync(
            """
            INSERT INTO pulls.record_versions (workspace_id, connection_id, stream_id, key, valid_from, valid_to, ordinal, change, hash, cells)
            VALUES ($1, $2, 1, 'a', '2026-11-01T00:00Z', '2026-11-23T00:00Z', 1, 0, gen_random_uuid(), $3::jsonb)
            """, data.WorkspaceId, connection.Id, Old);
        await data.RunAsync(
            "INSERT INTO pulls.record_bodies (workspace_id, connection_id, stream_id, ordinal, valid_from, body) VALUES ($1, $2, 1, 1, '2026-11-01T00:00Z', $3::json)",
            data.WorkspaceId, connection.Id, Old);
        return connection;
    }
}
