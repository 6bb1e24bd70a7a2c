using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Data;

namespace BlinkSaaS.Web.Tests.Pulls;

public sealed class PullPagesTests(WebHost host) : IClassFixture<WebHost>
{
    private const string Pull =
        """
        WITH pull AS (INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, started_by, requested_at, started_at, finished_at, calls, refused, waited_ms,
            records_read, new, changed, unchanged, deleted, estimated_calls, expected_calls, budget_limit, budget_left, budget_used, budget_resets_at, waiting_until)
          VALUES ($1, $2, 7, $4, 'person', $3, now() - interval '241 s', now() - interval '241 s', CASE WHEN $4 = 'done' THEN now() END, 53, 0, 38000, 20, 3, 5, 12, 2, 60, 80, 100, 0, 70,
            now() + interval '41 s', CASE WHEN $4 = 'waiting' THEN now() + interval '41 s' END)),
        streams AS (INSERT INTO pulls.pull_streams (workspace_id, connection_id, number, ordinal, name, title, state, started_at, finished_at, calls, waited_ms, records_read, new, changed, unchanged, deleted, error)
          VALUES ($1, $2, 7, 0, 'tasks', 'Tasks', 'done', now() - interval '240 s', now() - interval '10 s', 50, 38000, 18, 3, 4, 11, 2, NULL),
            ($1, $2, 7, 1, 'lists', 'Lists', 'done', now() - interval '10 s', now() - interval '2 s', 2, 0, 2, 0, 1, 1, 0, NULL),
            ($1, $2, 7, 2, 'goals', 'Goals', 'skipped', now() - interval '2 s', now() - interval '2 s', 0, 0, 0, 0, 0, 0, 0, 'Goals are switched off in this ClickUp Workspace.')),
        events AS (INSERT INTO pulls.pull_events (workspace_id, connection_id, number, ordinal, at, kind, stream, duration_ms, until, status)
          VALUES ($1, $2, 7, 1, now() - interval '200 s', 'wait', NULL, 14000, NULL, NULL), ($1, $2, 7, 2, now() - interval '150 s', 'retry', 'tasks', 2000, NULL, 502),
            ($1, $2, 7, 3, now() - interval '100 s', 'wait', NULL, CASE WHEN $4 = 'done' THEN 24000 END, now() + interval '41 s', NULL))
        INSERT INTO pulls.pull_samples (workspace_id, connection_id, number, slot, stream, calls, budget_limit, budget_high, budget_left)
        VALUES ($1, $2, 7, 0, '', 30, 100, 100, 70), ($1, $2, 7, 0, 'tasks', 29, NULL, NULL, NULL), ($1, $2, 7, 80, '', 23, 100, 100, 77), ($1, $2, 7, 80, 'tasks', 21, NULL, NULL, NULL)
        """;

    [Fact]
    public async Task A_pull_shows_counters_that_add_up_its_timeline_and_what_happened()
    {
        await using var data = await StoredData.NewAsync(host);
        var (connection, page) = await PulledAsync(data, "done");

        Assert.Contains("Pull #7", page.Text, StringComparison.Ordinal);
        Assert.Contains("started by you with Pull now", page.Text, StringComparison.Ordinal);
        Assert.Contains("60\u00a0calls were estimated", page.Text, StringComparison.Ordinal);
        Assert.Matches("<dt>refused calls \\(429\\)</dt><dd>0</dd>", page.Html);
        Assert.Matches("<dt>waited, 2&#xA0;times</dt><dd>0:38</dd>", page.Html);
        // The streams' calls and those that found the streams are those of the pull.
        Assert.Matches("Finding the streams</th><td></td><td class=\"num\">1</td>", page.Html);
        Assert.Matches("All</th><td></td><td class=\"num\">53</td><td class=\"num\">20</td><td class=\"num\">3</td><td class=\"num\">5</td><td class=\"num\">12</td><td class=\"num\">2</td>", page.Html);
        Assert.Matches("<svg class=\"chart\"[^>]*aria-labelledby=\"tl-title tl-desc\"", page.Html);
        Assert.Contains("3\u00a0streams over 4\u00a0min\u00a01\u00a0s, with 2\u00a0waits for the rate limit and 1\u00a0retry.", page.Text, StringComparison.Ordinal);
        foreach (var words in new[] { "Waited 14\u00a0s", "Retry 1, Tasks", "ClickUp answered 502. Asked again after 2\u00a0s; nothing is lost.", "Skipped Goals", "Goals are switched off", "18\u00a0records read: 3 new, 4 changed, 2 deleted.", "Everything read was saved." })
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("sse-connect=\"/", page.Html, StringComparison.Ordinal);

        var ofTasks = await data.Owner.OpenAsync($"{Address(data, connection)}/7?stream=tasks");
        Assert.Contains("Events of Tasks", ofTasks.Text, StringComparison.Ordinal);
        Assert.Contains("Retry 1, Tasks", ofTasks.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Skipped Goals", ofTasks.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await data.Owner.OpenAsync($"{Address(data, connection)}/7?stream=%00nonsense")).Status);
    }

    [Fact]
    public async Task A_pull_that_waits_counts_down_says_what_it_expects_and_offers_a_refresh()
    {
        await using var data = await StoredData.NewAsync(host);
        var (connection, page) = await PulledAsync(data, "waiting");

        Assert.Contains("Waiting for rate limit", page.Text, StringComparison.Ordinal);
        Assert.Matches("Resumes in <span[^>]*data-countdown-to=\"(39|40|41)\"", page.Html);
        Assert.Contains("of 80\u00a0calls", page.Text, StringComparison.Ordinal);
        Assert.Matches("[0-9]:[0-9]{2} *left\\.", page.Text);
        Assert.Matches("<a class=\"link\" href=\"[^\"]*/pulls/7\">Refresh</a>", page.Html);
        Assert.Contains($"sse-connect=\"{Address(data, connection)[..^"/pulls".Length]}/live\"", page.Html, StringComparison.Ordinal);
        Assert.Contains(">waits<", page.Html, StringComparison.Ordinal);

        var overview = await data.Owner.OpenAsync(Address(data, connection)[..^"/pulls".Length]);
        Assert.Contains("of 80\u00a0calls", overview.Text, StringComparison.Ordinal);
        Assert.Matches("<dt>refused \\(429\\)</dt><dd>0</dd>", overview.Html);
        Assert.Contains("Other use of this token", overview.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_that_could_not_reach_the_source_does_not_blame_the_rate_limit()
    {
        await using var data = await StoredData.NewAsync(host);
        var (connection, _) = await PulledAsync(data, "waiting");
        await data.RunAsync("UPDATE pulls.pulls SET waiting_for = 'source' WHERE workspace_id = $1", data.WorkspaceId);

        foreach (var address in new[] { $"{Address(data, connection)}/7", Address(data, connection)[..^"/pulls".Length] })
        {
            var page = await data.Owner.OpenAsync(address);
            Assert.Contains("Waiting to try again", page.Text, StringComparison.Ordinal);
            Assert.Matches("The source cannot be reached. Tries again in <span", page.Html);
            Assert.DoesNotContain("Waiting for rate limit", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Details_of_a_plugins_defect_are_for_those_who_may_manage_the_connection()
    {
        await using var data = await StoredData.NewAsync(host);
        var (connection, _) = await PulledAsync(data, "done", Privacy.Workspace);
        await data.RunAsync("UPDATE pulls.pull_streams SET state = 'failed', error_kind = 'defect', error = 'It broke.', details = 'at Plugin.Read() <1>' WHERE workspace_id = $1 AND name = 'lists'", data.WorkspaceId);
        var address = $"{Address(data, connection)}/7?stream=lists";

        Assert.Contains("at Plugin.Read() <1>", (await data.Owner.OpenAsync(address)).Text, StringComparison.Ordinal);
        var (member, _) = await data.ColleagueAsync(MemberRole.Member);
        var seen = await member.OpenAsync(address);
        Assert.Contains("It broke.", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Plugin.Read", seen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_pull_names_them_and_a_connection_that_is_not_seen_is_404()
    {
        await using var data = await StoredData.NewAsync(host);
        var (browser, _) = await data.ColleagueAsync(MemberRole.Member);
        var shared = await data.ConnectAsync("Shared", Privacy.Workspace);
        var hidden = await data.ConnectAsync("Hidden", Privacy.Private);
        foreach (var connection in new[] { shared, hidden })
        {
            await data.StoreAsync(connection);
            await data.RunAsync(Pull, data.WorkspaceId, connection.Id, data.OwnerId, "done");
        }

        Assert.Matches("started by (?!you)[^<.]+ with Pull now", (await browser.OpenAsync($"{Address(data, shared)}/7")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{Address(data, hidden)}/7")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(Address(data, hidden))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{Address(data, shared)}/8")).Status);
    }

    [Fact]
    public async Task The_history_is_filtered_by_outcome_start_and_stream_and_paged_by_key()
    {
        await using var data = await StoredData.NewAsync(host);
        var connection = await data.ConnectAsync("Client work", Privacy.Workspace);
        await data.StoreAsync(connection);
        await data.RunAsync(
            """
            WITH pulls AS (INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, started_by, requested_at, started_at, finished_at)
              SELECT $1, $2, n, CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'done' END, CASE WHEN n % 20 = 3 THEN 'person' ELSE 'schedule' END, CASE WHEN n % 20 = 3 THEN $3::uuid END, now(), now(), now()
              FROM generate_series(1, 120) n)
            INSERT INTO pulls.pull_streams (workspace_id, connection_id, number, ordinal, name, title, state, calls)
            SELECT $1, $2, n, 0, 'tasks', 'Tasks', CASE WHEN n = 60 THEN 'failed' ELSE 'done' END, 11 FROM generate_series(51, 120) n
            """, data.WorkspaceId, connection.Id, data.OwnerId);
        var at = Address(data, connection);

        var all = new List<int>();
        for (string? url = at; url is not null;)
        {
            var page = await data.Owner.OpenAsync(url);
            all.AddRange(Numbers(page));
            url = Link(page, "next");
        }

        Assert.Equal(Enumerable.Range(1, 120).Reverse(), all);
        Assert.Equal([120, 110, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10], Numbers(await data.Owner.OpenAsync($"{at}?state=failed")));
        var person = await data.Owner.OpenAsync($"{at}?by=person");
        Assert.Equal([103, 83, 63, 43, 23, 3], Numbers(person));
        Assert.Contains("Pull now, You", person.Text, StringComparison.Ordinal);
        Assert.Equal([60], Numbers(await data.Owner.OpenAsync($"{at}?stream=tasks&state=failed")));
        var older = await data.Owner.OpenAsync($"{at}?stream=tasks&older=71");
        Assert.Equal(Enumerable.Range(51, 20).Reverse(), Numbers(older));
        Assert.Equal(Enumerable.Range(71, 50).Reverse(), Numbers(await data.Owner.OpenAsync(Link(older, "prev")!)));
        Assert.Contains("No pull matches", (await data.Owner.OpenAsync($"{at}?state=cancelled")).Text, StringComparison.Ordinal);
        Assert.Equal(50, Numbers(await data.Owner.OpenAsync($"{at}?state=x&by=y&stream=z")).Count);
    }

    private static async Task<(Connection, PageAnswer)> PulledAsync(StoredData data, string state, Privacy privacy = Privacy.Private)
    {
        var connection = await data.ConnectAsync("Client work", privacy);
        await data.StoreAsync(connection);
        await data.RunAsync(Pull, data.WorkspaceId, connection.Id, data.OwnerId, state);
        return (connection, await data.Owner.OpenAsync($"{Address(data, connection)}/7"));
    }

    private static string Address(StoredData data, Connection connection) => $"{data.Root}/connections/clickup/{connection.PublicId}/pulls";

    private static List<int> Numbers(PageAnswer page) => [.. Regex.Matches(page.Html, "<th scope=\"row\"><a href=\"[^\"]*\">#([0-9,]+)</a>").Select(match => int.Parse(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture))];

    private static string? Link(PageAnswer page, string rel) =>
        Regex.Match(page.Html, $"<a[^>]*href=\"([^\"]*)\"[^>]*rel=\"{rel}\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
}
