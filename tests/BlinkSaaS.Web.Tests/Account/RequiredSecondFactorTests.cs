using System.Net;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>A workspace that opens to more than a password alone.</summary>
public sealed class RequiredSecondFactorTests(AccountHost host) : IClassFixture<AccountHost>
{
    [Fact]
    public async Task A_member_without_one_is_led_to_where_they_set_one_up_and_back()
    {
        var place = await host.PlaceAsync();
        var member = await host.ActorAsync(place);
        Assert.Equal(HttpStatusCode.OK, (await member.OpenAsync(member.Connections)).Status);
        await RequireAsync(place);

        var led = await member.OpenAsync(member.Connections);
        Assert.Equal($"/account/second-factor?workspace={place.Slug}&returnUrl={Uri.EscapeDataString(member.Connections)}", led.Location);
        var why = await member.OpenAsync(led.Location!);
        Assert.Contains($"{place.Name} requires a second factor", why.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await member.OpenAsync("/account/profile")).Status);

        await host.SetUpAppAsync(member.Browser);
        Assert.Equal(HttpStatusCode.OK, (await member.OpenAsync(member.Connections)).Status);
        Assert.Equal(member.Connections, (await member.OpenAsync(led.Location!)).Location);
    }

    [Fact]
    public async Task Fragments_and_forms_are_closed_too()
    {
        var place = await host.PlaceAsync();
        using var client = host.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new Uri("http://localhost") });
        var member = await host.ActorAsync(place, browser: new Browser(client));
        await RequireAsync(place);

        using var fragment = new HttpRequestMessage(HttpMethod.Get, member.Connections) { Headers = { { "HX-Request", "true" } } };
        using var answer = await client.SendAsync(fragment, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var posted = await member.PostAsync($"/w/{place.Slug}/teams", new() { ["Name"] = "Behind the gate" });
        Assert.StartsWith("/account/second-factor", posted.Location, StringComparison.Ordinal);
        Assert.False(await host.AskAsync(database => database.Teams.IgnoreQueryFilters().AnyAsync(t => t.Name == "Behind the gate")));
    }

    [Fact]
    public async Task Only_an_owner_who_has_shown_one_can_require_it()
    {
        var place = await host.PlaceAsync();
        var owner = await host.ActorAsync(place, MemberRole.Owner);
        var admin = await host.ActorAsync(place, MemberRole.Admin, name: "Jonas Reed");
        var page = $"/w/{place.Slug}/settings/sign-in";

        Assert.Contains("An owner of the workspace decides this", (await admin.OpenAsync(page)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.PostAsync(page, new() { ["required"] = "true" })).Status);
        Assert.Contains("Show a second factor yourself first", (await owner.PostAsync(page, new() { ["required"] = "true" })).Text, StringComparison.Ordinal);

        await host.SetUpAppAsync(owner.Browser);
        Assert.Matches(@"1 of 2\smembers without one: Jonas Reed\.", (await owner.OpenAsync(page)).Text);
        await owner.Browser.SendAsync(page, []);
        Assert.StartsWith("/account/second-factor", (await admin.OpenAsync(admin.Connections)).Location, StringComparison.Ordinal);
        await owner.Browser.SendAsync(page, []);
        Assert.Equal(HttpStatusCode.OK, (await admin.OpenAsync(admin.Connections)).Status);
    }

    [Fact]
    public async Task The_page_that_says_why_names_no_workspace_of_others()
    {
        var place = await host.PlaceAsync("Secret Studio");
        await RequireAsync(place);
        var (stranger, _) = await host.JoinAsync();

        var theirs = await stranger.OpenAsync($"/account/second-factor?workspace={place.Slug}");
        var none = await stranger.OpenAsync("/account/second-factor?workspace=never-was");

        Assert.Equal((HttpStatusCode.NotFound, none.Stable), (theirs.Status, theirs.Stable));
    }

    private Task<int> RequireAsync(Place place) =>
        host.AskAsync(database => database.Workspaces.Where(w => w.Id == place.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.RequiresSecondFactor, true)));
}
