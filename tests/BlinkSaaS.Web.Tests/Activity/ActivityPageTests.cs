using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Data;

namespace BlinkSaaS.Web.Tests.Activity;

public sealed class ActivityPageTests(WebHost host) : IClassFixture<WebHost>
{
    private const string Pulls =
        """
        INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, started_by, requested_at, started_at, finished_at, error)
        SELECT $1, $2, n, CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'done' END, CASE WHEN n = 3 THEN 'person' ELSE 'schedule' END, CASE WHEN n = 3 THEN $3::uuid END,
          now() - (100 - n) * interval '1 h', now() - (100 - n) * interval '1 h', now() - (100 - n) * interval '1 h' + interval '90 s', CASE WHEN n % 10 = 0 THEN 'The API did not answer.' END
        FROM generate_series(1, 60) n
        """;

    [Fact]
    public async Task Every_pull_that_is_seen_is_listed_once_and_no_other()
    {
        await using var data = await StoredData.NewAsync(host);
        var (_, other) = await data.ColleagueAsync(MemberRole.Member);
        var mine = await data.ConnectAsync("Mine", Privacy.Private);
        var shared = await data.ConnectAsync("Shared", Privacy.Workspace, other);
        var hidden = await data.ConnectAsync("Hidden", Privacy.Private, other);
        foreach (var connection in new[] { mine, shared, hidden })
            await data.RunAsync(Pulls, data.WorkspaceId, connection.Id, data.OwnerId);

        var forward = new List<string>();
        string? url = data.Root + "/activity", last = null;
        for (; url is not null; url = Link(await data.Owner.OpenAsync(url), "next"))
        {
            last = url;
            forward.AddRange(Rows(await data.Owner.OpenAsync(url)));
        }

        Assert.Equal(120, forward.Count);
        Assert.Equal(120, forward.Distinct().Count());
        Assert.DoesNotContain(forward, row => row.Contains(hidden.PublicId, StringComparison.Ordinal));
        Assert.Equal(forward[50..100], Rows(await data.Owner.OpenAsync(Link(await data.Owner.OpenAsync(last!), "prev")!)));
    }

    [Fact]
    public async Task Chips_leave_what_they_say()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.RunAsync(Pulls, data.WorkspaceId, connection.Id, data.OwnerId);

        var failed = await data.Owner.OpenAsync(data.Root + "/activity?show=failed");
        Assert.Equal(6, Rows(failed).Count);
        Assert.Contains("The API did not answer.", failed.Text, StringComparison.Ordinal);
        Assert.EndsWith("/pulls/3", Assert.Single(Rows(await data.Owner.OpenAsync(data.Root + "/activity?show=mine"))), StringComparison.Ordinal);
        Assert.Equal(50, Rows(await data.Owner.OpenAsync(data.Root + "/activity?show=99&older=nonsense")).Count);
    }

    [Fact]
    public async Task Empty_workspace_says_what_will_be_here()
    {
        await using var data = await StoredData.NewAsync(host);

        Assert.Contains("Nothing has happened yet", (await data.Owner.OpenAsync(data.Root + "/activity")).Text, StringComparison.Ordinal);
    }

    private static List<string> Rows(PageAnswer page) => [.. Regex.Matches(page.Html, "class=\"row-link\" href=\"([^\"]*)\"").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    private static string? Link(PageAnswer page, string rel) =>
        Regex.Match(page.Html, $"<a[^>]*href=\"([^\"]*)\"[^>]*rel=\"{rel}\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
}
