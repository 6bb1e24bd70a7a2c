using System.Net;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Data;

namespace BlinkSaaS.Web.Tests.Teams;

public sealed class TeamPagesTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Team_is_made_renamed_filled_emptied_and_deleted()
    {
        await using var data = await StoredData.NewAsync(host);
        var (_, colleague) = await data.ColleagueAsync(MemberRole.Viewer);
        var team = await CreateAsync(data, "  Fin \t ance ");

        Assert.Contains("<h1>Fin ance</h1>", (await data.Owner.OpenAsync(team)).Html, StringComparison.Ordinal);
        await data.Owner.SendAsync(team, new() { ["Person"] = colleague.ToString() }, team + "?handler=Add");
        Assert.Contains("Viewer", (await data.Owner.OpenAsync(team)).Text, StringComparison.Ordinal);
        await data.Owner.SendAsync(team, new() { ["Name"] = "Finance" }, team + "?handler=Rename");
        Assert.Contains("<h1>Finance</h1>", (await data.Owner.OpenAsync(team)).Html, StringComparison.Ordinal);
        await data.Owner.SendAsync(team, [], team + "?handler=Remove");
        Assert.Contains("Nobody is in this team yet", (await data.Owner.OpenAsync(team)).Text, StringComparison.Ordinal);
        Assert.Equal(data.Root + "/teams", (await data.Owner.SendAsync(team, [], team + "?handler=Delete")).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await data.Owner.OpenAsync(team)).Status);
    }

    [Theory]
    [InlineData("", "Enter a name")]
    [InlineData(" \t ", "Enter a name")]
    [InlineData("DELIVERY", "Another team has this name")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901", "61 characters")]
    [InlineData("a\u0001b", "cannot be shown")]
    public async Task Unsound_name_is_refused_with_what_was_typed(string name, string message)
    {
        await using var data = await StoredData.NewAsync(host);
        await CreateAsync(data, "Delivery");

        var refused = await data.Owner.SendAsync(data.Root + "/teams", new() { ["Name"] = name });

        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.Contains(message, refused.Text, StringComparison.Ordinal);
        Assert.StartsWith("Error:", refused.Html.Split("<title>")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_name_in_another_workspace_is_free()
    {
        await using var one = await StoredData.NewAsync(host);
        await using var two = await StoredData.NewAsync(host);
        var team = await CreateAsync(one, "Delivery");

        await CreateAsync(two, "Delivery");
        Assert.Equal(HttpStatusCode.NotFound, (await two.Owner.OpenAsync(two.Root + team[one.Root.Length..])).Status);
    }

    [Fact]
    public async Task Later_of_two_renames_is_told()
    {
        await using var data = await StoredData.NewAsync(host);
        var team = await CreateAsync(data, "Delivery");

        var late = await data.Owner.SendAsync(team, new() { ["Name"] = "Support", ["Seen"] = "What it was called before" }, team + "?handler=Rename");

        Assert.Contains("Somebody named this team Delivery meanwhile", late.Text, StringComparison.Ordinal);
        Assert.Contains("<h1>Delivery</h1>", late.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MemberRole.Member)]
    [InlineData(MemberRole.Viewer)]
    public async Task Whoever_is_no_admin_reads_and_is_told_who_can(MemberRole role)
    {
        await using var data = await StoredData.NewAsync(host);
        var team = await CreateAsync(data, "Delivery");
        var (reader, id) = await data.ColleagueAsync(role);

        Assert.DoesNotContain("handler=", (await reader.OpenAsync(team)).Html, StringComparison.Ordinal);
        // With a sound token of their own: the theme form is on every page.
        var token = (await reader.OpenAsync(team)).Html.Split("__RequestVerificationToken")[1].Split("value=\"")[1].Split('"')[0];
        foreach (var url in new[] { data.Root + "/teams", team + "?handler=Rename", team + "?handler=Add", team + "?handler=Remove", team + "?handler=Delete" })
        {
            using var answer = await reader.PostBareAsync(url, new() { ["__RequestVerificationToken"] = token, ["Name"] = "Mine", ["Person"] = id.ToString() });
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("owners and admins", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Contains("<h1>Delivery</h1>", (await data.Owner.OpenAsync(team)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_a_shared_team_shows_what_changes_and_an_outsider_learns_no_name_and_no_number()
    {
        await using var data = await StoredData.NewAsync(host);
        var (_, insider) = await data.ColleagueAsync(MemberRole.Member);
        var none = await CreateAsync(data, "None");
        var one = await CreateAsync(data, "One");
        var three = await CreateAsync(data, "Three");
        foreach (var (team, count) in new[] { (one, 1), (three, 3) })
        {
            for (var i = 0; i < count; i++)
                await data.ConnectAsync($"Secret {team} {i}", Privacy.Team, insider, Number(team));
        }

        var outside = Deletion(await data.Owner.OpenAsync(one));
        Assert.Equal(outside, Deletion(await data.Owner.OpenAsync(three)).Replace("Three", "One", StringComparison.Ordinal));
        Assert.Equal(outside, Deletion(await data.Owner.OpenAsync(none)).Replace("None", "One", StringComparison.Ordinal));
        Assert.Contains("There may be connections that only the team sees", outside, StringComparison.Ordinal);

        await data.Owner.SendAsync(one, new() { ["Person"] = data.OwnerId.ToString() }, one + "?handler=Add");
        var inside = Deletion(await data.Owner.OpenAsync(one));
        Assert.Contains("Secret", inside, StringComparison.Ordinal);
        Assert.Contains("You lose it. It becomes private to its owner.", inside, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_shared_with_a_deleted_team_alone_becomes_private_to_its_owner_who_is_told()
    {
        await using var data = await StoredData.NewAsync(host);
        var (browser, insider) = await data.ColleagueAsync(MemberRole.Member);
        var (team, other) = (await CreateAsync(data, "Going"), await CreateAsync(data, "Staying"));
        var alone = await data.ConnectAsync("Alone", Privacy.Team, insider, Number(team));
        var both = await data.ConnectAsync("Both", Privacy.Team, insider, Number(team));
        await data.ShareAsync(both, Number(other));
        await data.Owner.SendAsync(other, new() { ["Person"] = data.OwnerId.ToString() }, other + "?handler=Add");

        Assert.Equal(data.Root + "/teams", (await data.Owner.SendAsync(team, [], team + "?handler=Delete")).Location);

        var theirs = (await browser.OpenAsync(data.Root + "/connections")).Text;
        Assert.Contains("Alone", theirs, StringComparison.Ordinal);
        Assert.Contains("Private to Me", theirs, StringComparison.Ordinal);
        var owners = (await data.Owner.OpenAsync(data.Root + "/connections")).Text;
        Assert.Contains("Both", owners, StringComparison.Ordinal);
        Assert.DoesNotContain(alone.Name, owners, StringComparison.Ordinal);
        await host.MailAsync(await data.EmailAsync(insider), "Alone is private to you now");
    }

    [Fact]
    public async Task A_lead_manages_the_people_of_the_team_and_nothing_else()
    {
        await using var data = await StoredData.NewAsync(host);
        var (lead, leadId) = await data.ColleagueAsync(MemberRole.Member);
        var (_, colleague) = await data.ColleagueAsync(MemberRole.Viewer);
        var (team, other) = (await CreateAsync(data, "Delivery"), await CreateAsync(data, "Finance"));
        await data.Owner.SendAsync(team, new() { ["Person"] = leadId.ToString() }, team + "?handler=Add");
        await data.Owner.SendAsync(team, [], team + "?handler=Lead");

        var token = (await lead.OpenAsync(team)).Html.Split("__RequestVerificationToken")[1].Split("value=\"")[1].Split('"')[0];
        async Task<HttpStatusCode> PostAsync(string url)
        {
            using var answer = await lead.PostBareAsync(url, new() { ["__RequestVerificationToken"] = token, ["Name"] = "Mine", ["Seen"] = "Delivery", ["Person"] = colleague.ToString(), ["lead"] = "true" });
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Redirect, await PostAsync(team + "?handler=Add"));
        Assert.Equal(HttpStatusCode.Redirect, await PostAsync(team + "?handler=Remove"));
        foreach (var refused in new[] { team + "?handler=Rename", team + "?handler=Delete", team + "?handler=Lead", other + "?handler=Add", other + "?handler=Remove" })
            Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(refused));
    }

    [Fact]
    public async Task An_owner_who_joins_a_team_by_themselves_is_told_to_its_people()
    {
        await using var data = await StoredData.NewAsync(host);
        var (_, insider) = await data.ColleagueAsync(MemberRole.Member);
        var team = await CreateAsync(data, "Delivery");
        await data.Owner.SendAsync(team, new() { ["Person"] = insider.ToString() }, team + "?handler=Add");

        await data.Owner.SendAsync(team, new() { ["Person"] = data.OwnerId.ToString() }, team + "?handler=Add");

        var mail = await host.MailAsync(await data.EmailAsync(insider), "Mara Quill joined the team Delivery");
        Assert.Contains("sees everything that is shared with it", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_cannot_be_put_into_a_team()
    {
        await using var data = await StoredData.NewAsync(host);
        await using var elsewhere = await StoredData.NewAsync(host);
        var (_, colleague) = await data.ColleagueAsync(MemberRole.Member);
        var team = await CreateAsync(data, "Delivery");

        foreach (var (person, message) in new[] { (elsewhere.OwnerId.ToString(), "no longer in the workspace"), ("", "Choose who to add") })
            Assert.Contains(message, (await data.Owner.SendAsync(team, new() { ["Person"] = person }, team + "?handler=Add")).Text, StringComparison.Ordinal);

        // Twice is as good as once.
        await data.Owner.SendAsync(team, new() { ["Person"] = colleague.ToString() }, team + "?handler=Add");
        Assert.Equal(team, (await data.Owner.SendAsync(team, new() { ["Person"] = colleague.ToString() }, team + "?handler=Add")).Location);
    }

    private static async Task<string> CreateAsync(StoredData data, string name) =>
        (await data.Owner.SendAsync(data.Root + "/teams", new() { ["Name"] = name })).Location!;

    private static int Number(string team) => int.Parse(team.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What the section about deleting says.</summary>
    private static string Deletion(PageAnswer page) => string.Join(' ', System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(
        page.Html.Split("id=\"delete\"")[1].Split("</section>")[0], "<[^>]+>", " ")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
