extern alias simulator;

using System.Net;
using BlinkSaaS.Web.Tests.Connections;
using BlinkSaaS.Web.Tests.Tenancy;

namespace BlinkSaaS.Web.Tests.Jobs;

/// <summary>From Finish to the records, by the real jobs; and where the token is after that: nowhere.</summary>
public sealed class PullJourneyTests(WorkingHost host) : IClassFixture<WorkingHost>
{
    [Fact]
    public async Task The_first_pull_starts_by_itself_and_brings_what_the_token_sees_and_no_more()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var refused = host.ClickUp.Statistics.Refused;
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        await DoneAsync(id, 1);

        var truth = host.ClickUp.Truth("owner");
        Assert.Equal(truth.Workspaces.Order(StringComparer.Ordinal), await KeysAsync(id, "workspaces"));
        Assert.Equal(truth.Members.Select(m => $"{m.WorkspaceId}/{m.UserId}").Order(StringComparer.Ordinal), await KeysAsync(id, "members"));
        Assert.Equal(truth.Spaces.Order(StringComparer.Ordinal), await KeysAsync(id, "spaces"));
        Assert.Equal(truth.Folders.Order(StringComparer.Ordinal), await KeysAsync(id, "folders"));
        Assert.Equal(truth.Lists.Order(StringComparer.Ordinal), await KeysAsync(id, "lists"));
        Assert.Equal(
            truth.Tasks.Select(t => $"{t.Id}|{t.Name}|{t.Status}|{t.ListId}|{t.DateUpdated}").Order(StringComparer.Ordinal),
            (await host.RowsAsync("""
                SELECT b.body->>'id' || '|' || (b.body->>'name') || '|' || (b.body->'status'->>'status') || '|' || (b.body->'list'->>'id') || '|' || (b.body->>'date_updated')
                FROM pulls.records r JOIN pulls.record_bodies b USING (workspace_id, connection_id, stream_id, ordinal, valid_from)
                JOIN pulls.streams s USING (workspace_id, connection_id, stream_id) JOIN connections c ON (c.workspace_id, c.id) = (r.workspace_id, r.connection_id)
                WHERE c.public_id = $1 AND s.name = 'tasks'
                """, id)).Select(row => (string)row[0]!).Order(StringComparer.Ordinal));
        Assert.Equal(refused, host.ClickUp.Statistics.Refused);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT sum(p.refused)::bigint FROM pulls.pulls p JOIN connections c ON (c.workspace_id, c.id) = (p.workspace_id, p.connection_id) WHERE c.public_id = $1", id));

        var page = await actor.OpenAsync(actor.Page(id));
        Assert.Contains("Healthy", page.Text, StringComparison.Ordinal);
        Assert.Contains("then every", page.Text, StringComparison.Ordinal);
        var csv = await actor.OpenAsync($"{actor.Data(id)}/tasks/export.csv?cols=id");
        Assert.Equal(HttpStatusCode.OK, csv.Status);
        Assert.Equal(truth.Tasks.Select(task => task.Id).Order(StringComparer.Ordinal), csv.Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_token_is_found_nowhere_after_its_connection_was_added_and_pulled()
    {
        var token = host.ClickUp.Tokens.Guest;
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await actor.NewDraftAsync();
        var form = $"{actor.Connections}/new/clickup?draft={draft}";
        var pages = new List<PageAnswer>
        {
            await actor.PostAsync($"{form}&handler=Save", actor.Form(draft, "Where is it", token)),
            await actor.PostAsync($"{form}&handler=Test", actor.Form(draft, "Where is it", token)),
            await actor.PostAsync(form, actor.Form(draft, "", token)),
            await actor.PostAsync(form, actor.Form(draft, "Where is it", token)),
        };
        var id = pages[^1].Location!.Split('=')[1];
        await DoneAsync(id, 1);
        pages.Add(await actor.ChangeAsync(id, "Token", new() { ["Fields[apiToken]"] = token }));
        await actor.PostAsync($"{actor.Page(id)}?handler=Pull");
        foreach (var url in new[] { actor.Connections, actor.ClickUp, $"{actor.Connections}/new", actor.Page(id), actor.Settings(id), $"{actor.Page(id)}/pulls/1", $"{actor.Data(id)}/tasks", $"{actor.Data(id)}/tasks/export.ndjson", $"/w/{actor.Place.Slug}/activity" })
            pages.Add(await actor.OpenAsync(url));

        var forms = Stored.FormsOf(token);
        var everything = (await Stored.AllAsync(host)).ConvertAll(row => row.Text);
        Assert.Contains(everything, row => row.Contains("Where is it", StringComparison.Ordinal));
        Assert.Contains(everything, row => row.Contains("OneAsync", StringComparison.Ordinal));
        // What is searched is what was said: down to the statements of the database and each pull.
        Assert.Contains(host.Logs.Lines, line => line.StartsWith("Microsoft.EntityFrameworkCore.Database.Command", StringComparison.Ordinal) && line.Contains("INSERT INTO connections", StringComparison.Ordinal));
        Assert.Contains(host.Logs.Lines, line => line.StartsWith("BlinkSaaS.Pulls.", StringComparison.Ordinal));
        foreach (var text in everything.Concat(host.Logs.Lines).Concat(pages.Select(page => $"{page.Html} {page.Location} {string.Join(' ', page.Headers.SelectMany(h => h))}")))
            Assert.DoesNotContain(forms, form => text.Contains(form, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_revoked_token_stops_the_pulls_and_a_new_one_starts_them_again()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Revocable);
        await DoneAsync(id, 1);
        var records = await CountAsync(id);
        Assert.True(records > 0);
        host.ClickUp.Tokens.Revoke("revocable");
        await actor.PostAsync($"{actor.Page(id)}?handler=Pull");
        await Eventually.TrueAsync(async () => await StateAsync(id) is [true, "credential"], "the pulls are stopped");

        var page = await actor.OpenAsync(actor.Page(id));
        Assert.Contains("ClickUp does not accept this token any more", page.Text, StringComparison.Ordinal);
        Assert.Contains("Swap token", page.Text, StringComparison.Ordinal);
        Assert.Contains("<span class=\"count\">1</span>", (await actor.OpenAsync($"{actor.Connections}?show=attention")).Html, StringComparison.Ordinal);
        Assert.Equal(records, await CountAsync(id));

        var swapped = await actor.ChangeAsync(id, "Token", new() { ["Fields[apiToken]"] = host.ClickUp.Tokens.Owner });
        Assert.Equal(HttpStatusCode.Redirect, swapped.Status);
        Assert.Equal([false, null], await StateAsync(id));
        await Eventually.TrueAsync(async () => (await host.ValueAsync<long>("SELECT count(*) FROM pulls.pulls p JOIN connections c ON (c.workspace_id, c.id) = (p.workspace_id, p.connection_id) WHERE c.public_id = $1 AND p.state = 'done' AND p.number > 1", id)) == 1, "a pull with the new token is done", seconds: 180);
    }

    private async Task DoneAsync(string id, int number) => await Eventually.TrueAsync(
        async () => (await host.RowsAsync("SELECT state, error FROM pulls.pulls p JOIN connections c ON (c.workspace_id, c.id) = (p.workspace_id, p.connection_id) WHERE c.public_id = $1 AND number = $2", id, number)) is [["done", ..]],
        $"pull {number} of {id} is done", seconds: 180);

    private async Task<object?[]> StateAsync(string id) =>
        (await host.RowsAsync("SELECT s.paused, s.pause_reason FROM pulls.schedules s JOIN connections c ON (c.workspace_id, c.id) = (s.workspace_id, s.connection_id) WHERE c.public_id = $1", id))[0];

    private Task<long> CountAsync(string id) =>
        host.ValueAsync<long>("SELECT count(*) FROM pulls.records r JOIN connections c ON (c.workspace_id, c.id) = (r.workspace_id, r.connection_id) WHERE c.public_id = $1", id);

    private async Task<IEnumerable<string>> KeysAsync(string id, string stream) => (await host.RowsAsync("""
        SELECT r.key FROM pulls.records r JOIN pulls.streams s USING (workspace_id, connection_id, stream_id) JOIN connections c ON (c.workspace_id, c.id) = (r.workspace_id, r.connection_id)
        WHERE c.public_id = $1 AND s.name = $2
        """, id, stream)).Select(row => (string)row[0]!).Order(StringComparer.Ordinal);
}
