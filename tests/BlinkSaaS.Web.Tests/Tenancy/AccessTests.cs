using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>What lists, counts and other addresses tell of connections; every single address is tried by the matrix.</summary>
[Collection(AccessStage.Collection)]
public sealed class AccessTests(AccessStage stage) : AccessOf<AccessStage>(stage);

/// <summary>The same where the context's own filter by who may see is taken out: the database holds alone.</summary>
[Collection(UnfilteredStage.Collection)]
public sealed class AccessWithoutFilterTests(UnfilteredStage stage) : AccessOf<UnfilteredStage>(stage)
{
    [Fact]
    public async Task The_filter_is_out_indeed()
    {
        await using var scope = Stage.Services.CreateAsyncScope();
        var query = scope.ServiceProvider.GetRequiredService<AppDbContext>().Connections.ToQueryString();
        Assert.DoesNotContain("owner_id =", query, StringComparison.Ordinal);
        await using var filtered = AppDbContextFactory.Create("Host=localhost");
        Assert.Contains("owner_id =", filtered.Connections.ToQueryString(), StringComparison.Ordinal);
    }
}

public abstract partial class AccessOf<TStage>(TStage stage)
    where TStage : AccessStage
{
    protected TStage Stage => stage;

    public static TheoryData<string, string> Cases() => new(
        from who in AccessStage.Everybody where who != "removed" from privacy in AccessStage.Privacies select (who, privacy));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Lists_and_counts_hold_what_is_seen_and_no_more(string who, string privacy)
    {
        var person = stage.People[who];
        var (seen, count) = (AccessStage.Sees(who, privacy), AccessStage.Privacies.Count(p => AccessStage.Sees(who, p)));
        foreach (var url in new[] { person.Connections, $"{person.Connections}?q=plans", person.ClickUp, $"/w/{person.Place.Slug}/data", $"/w/{person.Place.Slug}/activity" })
        {
            var page = await person.OpenAsync(url);
            while (page.Status == HttpStatusCode.Redirect)
                page = await person.OpenAsync(page.Location!); // a single connection is opened at once
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.True(seen == page.Text.Contains(AccessStage.NameOf(privacy), StringComparison.Ordinal), $"{url} for {who}");
            Assert.Equal(seen, page.Html.Contains(stage.Connections[privacy], StringComparison.Ordinal));
        }

        if (count > 0)
        {
            var listing = await person.OpenAsync(person.Connections);
            Assert.Matches($@"\bAll\s+{count}\b", listing.Text);
            Assert.Matches($@"\bClickUp\s+{count}\s+connections?\b", listing.Text);
        }

        if (who is not ("viewer" or "team viewer"))
            Assert.Equal(count == 0 ? [] : [$"{count}"], ConnectionCount().Matches((await person.OpenAsync($"{person.Connections}/new")).Text).Select(match => match.Groups[1].Value));
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("team viewer")]
    public async Task A_Viewer_is_told_who_can_add_a_connection(string who)
    {
        var person = stage.People[who];
        foreach (var url in new[] { "new", "new/clickup", "new/clickup?handler=Save", "new/clickup?handler=Test" })
        {
            var answer = url.Contains("handler", StringComparison.Ordinal) ? await person.PostAsync($"{person.Connections}/{url}") : await person.OpenAsync($"{person.Connections}/{url}");
            Assert.True(answer.Status == HttpStatusCode.Forbidden, url);
            Assert.Contains(ConnectionAccessTexts.WhoCanAdd, answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_workspace_one_is_not_in_and_one_that_never_was_answer_the_same()
    {
        var (outsider, slug) = (stage.People["outsider"], stage.Author.Place.Slug);
        foreach (var below in new[] { "connections", "connections/new", "connections/clickup", "data", "activity", "teams", $"connections/clickup/{stage.Connections["Workspace"]}" })
        {
            var real = await outsider.OpenAsync($"/w/{slug}/{below}");
            var never = await outsider.OpenAsync($"/w/never-{slug}/{below}");
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (real.Status, never.Status));
            Assert.Equal(never.Stable, real.Stable.Replace($"/{slug}/", $"/never-{slug}/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_connection_of_ones_own_workspace_is_not_found_under_another_ones_address()
    {
        var (author, outsider) = (stage.Author, stage.People["outsider"]);
        var id = stage.Connections["Workspace"];
        Assert.Equal(HttpStatusCode.NotFound, (await author.OpenAsync($"{author.Connections}/other/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await outsider.OpenAsync(outsider.Page(id))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await outsider.OpenAsync(outsider.Data(id))).Status);
    }

    [GeneratedRegex(@"(\d+)\s+connections?\b")]
    private static partial Regex ConnectionCount();
}
