using System.Net;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>The stepper: names, tokens, privacies, and what is said about each.</summary>
public sealed class AddConnectionTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task Finish_leads_to_the_listing_with_the_message_and_the_connection_is_pulled_hourly()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var answer = await actor.FinishAsync("  Client \t work ", host.ClickUp.Tokens.Owner);

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        var listing = await actor.OpenAsync(answer.Location!);
        Assert.Contains("Connection created successfully", listing.Text, StringComparison.Ordinal);
        Assert.Contains("<title>ClickUp Connections", listing.Html, StringComparison.Ordinal);
        Assert.Contains(">Client work</a>", listing.Html, StringComparison.Ordinal);
        var id = answer.Location!.Split('=')[1];
        var row = Assert.Single(await host.RowsAsync("SELECT s.interval_seconds, s.paused, s.next_pull_at <= now() + interval '1 second' FROM pulls.schedules s JOIN connections c ON (c.workspace_id, c.id) = (s.workspace_id, s.connection_id) WHERE c.public_id = $1", id));
        Assert.Equal([3600, false, true], row);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connection_drafts WHERE workspace_id = $1", actor.Place.Id));
    }

    [Fact]
    public async Task Test_connection_says_whose_token_it_is_and_what_it_sees_and_makes_nothing()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await actor.NewDraftAsync();
        var answer = await actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}&handler=Test", actor.Form(draft, "Client work", host.ClickUp.Tokens.Owner));

        Assert.Contains("This token signs in as", answer.Text, StringComparison.Ordinal);
        Assert.Matches(@"<dt>ClickUp Workspaces</dt><dd>1</dd>", answer.Html);
        Assert.DoesNotContain(host.ClickUp.Tokens.Owner, answer.Html, StringComparison.Ordinal);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = $1", actor.Place.Id));
    }

    [Theory]
    [InlineData("", "Enter a name.")]
    [InlineData("   \t ", "Enter a name.")]
    [InlineData("81", "The name has 81 characters. Shorten it to 80 or fewer.")]
    [InlineData("bell\a", "cannot be shown")]
    public async Task A_name_that_is_none_says_what_to_do_and_makes_nothing(string name, string message)
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var answer = await actor.FinishAsync(name == "81" ? new string('n', 81) : name, host.ClickUp.Tokens.Owner);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("<title>Error: ", answer.Html, StringComparison.Ordinal);
        Assert.Contains(message, answer.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = $1", actor.Place.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("not a token")]
    [InlineData("pk_1_ABC DEF")]
    [InlineData("pk_1_ABC\nDEF")]
    [InlineData("pk_1_ABC\r\nX-Injected: 1")]
    [InlineData("pk_1_UNKNOWNTOKEN0000000000000000000")]
    [InlineData("revoked")]
    public async Task A_token_that_does_not_work_says_so_and_makes_nothing(string token)
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var typed = token == "revoked" ? host.ClickUp.Tokens.Revoked : token;
        var answer = await actor.FinishAsync("Client work", typed);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("<title>Error: ", answer.Html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#Fields_apiToken_\">", answer.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Client work\"", answer.Html, StringComparison.Ordinal);
        if (typed.Trim().Length > 8)
            Assert.DoesNotContain(typed.Trim(), WebUtility.HtmlDecode(answer.Html), StringComparison.Ordinal);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = $1", actor.Place.Id));
    }

    [Fact]
    public async Task Markup_in_a_name_stays_text_on_every_page()
    {
        const string name = "<script>alert('x')</script> & \"quotes\"";
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync(name, host.ClickUp.Tokens.Owner);
        await host.PullAsync(id);

        foreach (var url in new[] { actor.Connections, actor.ClickUp, actor.Page(id), actor.Settings(id), $"{actor.Page(id)}/pulls", $"{actor.Page(id)}/pulls/1", $"/w/{actor.Place.Slug}/data", $"{actor.Data(id)}/tasks", $"/w/{actor.Place.Slug}/activity" })
        {
            var page = await actor.OpenAsync(url);
            while (page.Status == HttpStatusCode.Redirect)
                page = await actor.OpenAsync(page.Location!);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
            Assert.Contains(name, page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_taken_name_is_refused_only_where_its_connection_is_seen()
    {
        var place = await host.PlaceAsync();
        var (mara, jonas) = (await host.ActorAsync(place), await host.ActorAsync(place, name: "Jonas Reed"));
        await mara.ConnectAsync("Shared one", host.ClickUp.Tokens.Owner);
        await mara.ConnectAsync("Hidden one", host.ClickUp.Tokens.Owner, "Private");

        var taken = await jonas.FinishAsync("shared  ONE", host.ClickUp.Tokens.Owner);
        Assert.Contains("Another connection of this source has this name. Choose a different one.", taken.Text, StringComparison.Ordinal);
        var own = await mara.FinishAsync("hidden one", host.ClickUp.Tokens.Owner);
        Assert.Contains("Another connection of this source has this name. Choose a different one.", own.Text, StringComparison.Ordinal);
        await jonas.ConnectAsync("Hidden one", host.ClickUp.Tokens.Owner);
    }

    [Fact]
    public async Task Two_Finishes_at_once_make_one_connection()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var drafts = new[] { await actor.NewDraftAsync(), await actor.NewDraftAsync() };
        await Task.WhenAll(drafts.Select(draft => actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}", actor.Form(draft, "Client work", host.ClickUp.Tokens.Owner))));

        Assert.Equal(1L, await host.ValueAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = $1", actor.Place.Id));
        Assert.Equal(1L, await host.ValueAsync<long>("SELECT count(*) FROM pulls.schedules WHERE workspace_id = $1", actor.Place.Id));
    }

    [Fact]
    public async Task A_team_one_is_not_in_cannot_be_chosen()
    {
        var place = await host.PlaceAsync();
        var (stranger, elsewhere) = (await host.ActorAsync(place, inTeam: false), await host.PlaceAsync());
        var member = await host.ActorAsync(place, name: "Priya Vale");

        var none = await stranger.FinishAsync("Client work", host.ClickUp.Tokens.Owner, "Team");
        Assert.Contains("You are in no team yet.", none.Text, StringComparison.Ordinal);
        var draft = await member.NewDraftAsync();
        var foreign = await member.PostAsync($"{member.Connections}/new/clickup?draft={draft}", new(member.Form(draft, "Client work", host.ClickUp.Tokens.Owner, "Team")) { ["Teams"] = elsewhere.TeamId.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        Assert.Contains("One of the teams is gone or you are no longer in it.", foreign.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = $1", place.Id));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Without_a_privacy_nothing_is_shared(string? privacy)
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await actor.NewDraftAsync();
        var form = actor.Form(draft, "Client work", host.ClickUp.Tokens.Owner);
        form.Remove("Privacy");
        if (privacy is not null)
            form["Privacy"] = privacy;
        var answer = await actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}", form);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Choose who sees this connection.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = $1", actor.Place.Id));
        Assert.DoesNotContain(" checked", Form(answer.Html), StringComparison.Ordinal);
        Assert.Matches("value=\"Workspace\" checked", (await actor.OpenAsync($"{actor.Connections}/new/clickup")).Html);
    }

    private static string Form(string html) => html[html.IndexOf("class=\"choices\"", StringComparison.Ordinal)..html.IndexOf("class=\"team-picker\"", StringComparison.Ordinal)];

    [Fact]
    public async Task A_source_that_is_unknown_is_not_found()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await actor.OpenAsync($"{actor.Connections}/new/nosuch")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await actor.OpenAsync($"{actor.Connections}/nosuch")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await actor.PostAsync($"{actor.Connections}/new/nosuch", actor.Form("abcdefghjkmn", "Name", host.ClickUp.Tokens.Owner))).Status);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        foreach (var url in new[] { $"{actor.Connections}/new/clickup", $"{actor.Connections}/new?handler=Discard", $"{actor.Page(id)}?handler=Pull", $"{actor.Page(id)}?handler=Pause", $"{actor.Settings(id)}?handler=Name", $"{actor.Settings(id)}?handler=Privacy", $"{actor.Settings(id)}?handler=Token", $"{actor.Settings(id)}?handler=Delete" })
        {
            using var answer = await actor.Browser.PostBareAsync(url, new() { ["Confirm"] = "Client work", ["Name"] = "Other" });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Contains("Client work", (await actor.OpenAsync(actor.Page(id))).Text, StringComparison.Ordinal);
    }
}
