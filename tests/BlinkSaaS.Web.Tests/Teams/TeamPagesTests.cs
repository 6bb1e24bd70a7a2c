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
    public async Task Shared_team_is_not_deleted_and_an_outsider_learns_no_name_and_no_number()
    {
        await using var data = await StoredData.NewAsync(host);
        var (_, insider) = await data.ColleagueAsync(MemberRole.Member);
        var one = await CreateAsync(data, "One");
        var three = await CreateAsync(data, "Three");
        foreach (var (team, count) in new[] { (one, 1), (three, 3) })
        {
            for (var i = 0; i < count; i++)
                await data.ConnectAsync($"Secret {team} {i}", Privacy.Team, insider, Number(team));
        }

        Assert.Equal(Obstacle(await data.Owner.OpenAsync(one)), Obstacle(await data.Owner.OpenAsync(three)));
        Assert.Contains("Connections are shared with this team", Obstacle(await data.Owner.OpenAsync(one)), StringComparison.Ordinal);

        // The form is not shown; sent all the same, it changes nothing.
        var token = (await data.Owner.OpenAsync(one)).Html.Split("__RequestVerificationToken")[1].Split("value=\"")[1].Split('"')[0];
        using var answer = await data.Owner.PostBareAsync(one + "?handler=Delete", new() { ["__RequestVerificationToken"] = token });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("Secret", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await data.Owner.SendAsync(one, new() { ["Person"] = data.OwnerId.ToString() }, one + "?handler=Add");
        Assert.Contains("Secret", Obstacle(await data.Owner.OpenAsync(one)), StringComparison.Ordinal);
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

    private static string Obstacle(PageAnswer page) => string.Join(' ', page.Html.Split("id=\"delete\"")[1].Split("</section>")[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
