using System.Net;
using BlinkSaaS.Web.Tests.Connections;

namespace BlinkSaaS.Web.Tests.SignIns;

/// <summary>Continue with ClickUp: there and back, for a draft and for a token swap.</summary>
public sealed class SignInTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Fact]
    public async Task Signing_in_there_and_finishing_here_makes_a_connection_that_pulls()
    {
        var (actor, draft, authorize) = await BegunAsync();
        var back = await host.DecideAsync(authorize);
        Assert.StartsWith("http://localhost/oauth/clickup?code=", back, StringComparison.Ordinal);
        var returned = await actor.OpenAsync(back);
        Assert.Equal($"{actor.Connections}/new/clickup?draft={draft}", returned.Location);
        var page = await actor.OpenAsync(returned.Location!);
        Assert.Contains("Signed in with ClickUp", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"Client work\"", page.Html, StringComparison.Ordinal);

        var finished = await actor.PostAsync(returned.Location!, actor.Form(draft, "Client work", ""));
        Assert.StartsWith($"{actor.ClickUp}?created=", finished.Location, StringComparison.Ordinal);
        var id = finished.Location!.Split('=')[1];
        await host.PullAsync(id);
        Assert.Equal("done", await host.ValueAsync<string>("SELECT p.state FROM pulls.pulls p JOIN connections c ON (c.workspace_id, c.id) = (p.workspace_id, p.connection_id) WHERE c.public_id = $1", id));
        var token = host.ClickUp.Tokens.All.Last().Secret;
        var stored = await host.ValueAsync<byte[]>("SELECT secrets FROM connections WHERE public_id = $1", id);
        Assert.DoesNotContain(token, System.Text.Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
        Assert.Equal(token[^4..], await host.ValueAsync<string>("SELECT secret_hint FROM connections WHERE public_id = $1", id));

        // Neither code nor token nor the client's secret stands in a log.
        var code = System.Web.HttpUtility.ParseQueryString(new Uri(back).Query)["code"]!;
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(code, StringComparison.Ordinal) || line.Contains(token, StringComparison.Ordinal) || line.Contains(host.ClickUp.App.ClientSecret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_cancels_there_is_told_so_here_and_nothing_changed()
    {
        var (actor, draft, authorize) = await BegunAsync();
        var returned = await actor.OpenAsync(await host.DecideAsync(authorize, allow: false));
        var page = await actor.OpenAsync(returned.Location!);

        Assert.Contains("access was not allowed there", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Signed in with ClickUp", page.Text, StringComparison.Ordinal);
        Assert.Contains("Enter the API Token.", (await actor.PostAsync(returned.Location!, actor.Form(draft, "Client work", ""))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_ClickUp_does_not_take_changes_nothing()
    {
        var (actor, _, authorize) = await BegunAsync();
        var state = System.Web.HttpUtility.ParseQueryString(new Uri(authorize).Query)["state"]!;
        var returned = await actor.OpenAsync($"/oauth/clickup?code=invented&state={Uri.EscapeDataString(state)}");

        Assert.Contains("ClickUp did not accept the sign-in", (await actor.OpenAsync(returned.Location!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_counts_once()
    {
        var (actor, _, authorize) = await BegunAsync();
        var back = await host.DecideAsync(authorize);
        Assert.Equal(HttpStatusCode.Redirect, (await actor.OpenAsync(back)).Status);
        await AssertRefusedAsync(actor, back);
    }

    [Fact]
    public async Task A_state_counts_for_the_person_and_browser_that_began_alone()
    {
        var (actor, _, authorize) = await BegunAsync();
        var back = await host.DecideAsync(authorize);
        await AssertRefusedAsync(await host.ActorAsync(actor.Place, name: "Somebody else"), back);
        await AssertRefusedAsync(actor, back.Replace("state=", "state=x", StringComparison.Ordinal));
        await AssertRefusedAsync(actor, back.Split("&state=")[0]);

        // Another address of the same person's browser: still theirs.
        Assert.Equal(HttpStatusCode.Redirect, (await actor.OpenAsync(back)).Status);
    }

    [Fact]
    public async Task A_state_expires()
    {
        var (actor, _, authorize) = await BegunAsync();
        var back = await host.DecideAsync(authorize);
        host.Clock.Ahead += TimeSpan.FromMinutes(11);
        await AssertRefusedAsync(actor, back);
    }

    [Fact]
    public async Task A_token_can_be_swapped_by_signing_in()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Member);
        var begun = await actor.ChangeAsync(id, "Token", []);
        Assert.Contains("Continue with ClickUp", begun.Text, StringComparison.Ordinal);
        var version = (await host.RowsAsync("SELECT xmin::text FROM connections WHERE public_id = $1", id))[0][0]!.ToString()!;
        var leaving = await actor.PostAsync($"{actor.Settings(id)}?handler=SignIn", new() { ["Version"] = version });
        var returned = await actor.OpenAsync(await host.DecideAsync(leaving.Location!));

        Assert.Equal(actor.Settings(id), returned.Location);
        Assert.Contains("Token swapped. The next pull uses it. It signs in as", (await actor.OpenAsync(returned.Location!)).Text, StringComparison.Ordinal);
        Assert.Equal(host.ClickUp.Tokens.All.Last().Secret[^4..], await host.ValueAsync<string>("SELECT secret_hint FROM connections WHERE public_id = $1", id));
    }

    [Fact]
    public async Task A_typed_token_takes_the_place_of_a_sign_in()
    {
        var (actor, draft, authorize) = await BegunAsync();
        var returned = await actor.OpenAsync(await host.DecideAsync(authorize));
        var finished = await actor.PostAsync(returned.Location!, actor.Form(draft, "Client work", host.ClickUp.Tokens.Owner));
        var id = finished.Location!.Split('=')[1];

        Assert.Equal(host.ClickUp.Tokens.Owner[^4..], await host.ValueAsync<string>("SELECT secret_hint FROM connections WHERE public_id = $1", id));
    }

    [Fact]
    public async Task The_form_may_lead_to_ClickUp_and_nowhere_else()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var page = await actor.OpenAsync($"{actor.Connections}/new/clickup");
        Assert.Contains($"form-action 'self' {host.ClickUp.BaseAddress.GetLeftPart(UriPartial.Authority)};", page.Headers["Content-Security-Policy"].Single(), StringComparison.Ordinal);
    }

    private async Task<(Actor Actor, string Draft, string Authorize)> BegunAsync()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await actor.NewDraftAsync();
        var leaving = await actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}&handler=SignIn", actor.Form(draft, "Client work", ""));
        Assert.Equal(HttpStatusCode.Redirect, leaving.Status);
        return (actor, draft, leaving.Location!);
    }

    private static async Task AssertRefusedAsync(Actor actor, string back)
    {
        var answer = await actor.OpenAsync(back);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("This sign-in does not belong to what you have open", answer.Text, StringComparison.Ordinal);
    }
}

/// <summary>Where the operator has configured no client.</summary>
public sealed class SignInNotOfferedTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task Nothing_is_offered()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await actor.NewDraftAsync();
        var page = await actor.OpenAsync($"{actor.Connections}/new/clickup");

        Assert.DoesNotContain("handler=SignIn", page.Html, StringComparison.Ordinal);
        Assert.Contains("form-action 'self';", page.Headers["Content-Security-Policy"].Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}&handler=SignIn", actor.Form(draft, "Client work", ""))).Status);
    }
}
