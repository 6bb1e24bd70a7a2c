using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>Every door to a connection, tried by everybody, for each privacy.</summary>
public sealed partial class AccessTests(AccessStage stage) : IClassFixture<AccessStage>
{
    private const string Never = "zzzzzzzzzzzz";
    private const string OfConnection = "w/{workspace}/connections/{source}/{id}";
    private const string OfData = "w/{workspace}/data/{connection}";

    private enum Right
    {
        See,
        Use,
        Manage,
    }

    /// <summary>A route and handler that name a connection. Forms are sent so that they change nothing where they are permitted.</summary>
    private sealed record Door(string Verb, string Route, string? Handler, Right Needs, Dictionary<string, string>? Form = null)
    {
        public string Name => $"{Verb} {Route} {Handler}";
    }

    private static readonly Door[] Doors =
    [
        new("Get", OfConnection, null, Right.See),
        new("Post", OfConnection, "Pull", Right.Use),
        new("Post", OfConnection, "Pause", Right.Manage),
        new("Post", OfConnection, "Resume", Right.Manage),
        new("Get", $"{OfConnection}/settings", null, Right.See),
        new("Post", $"{OfConnection}/settings", "Name", Right.Manage, new() { ["Name"] = "" }),
        new("Post", $"{OfConnection}/settings", "Privacy", Right.Manage, new() { ["Privacy"] = "9" }),
        new("Post", $"{OfConnection}/settings", "Token", Right.Manage, new() { ["Fields[apiToken]"] = "" }),
        new("Post", $"{OfConnection}/settings", "Delete", Right.Manage, new() { ["Confirm"] = "something else" }),
        new("Get", $"{OfConnection}/pulls", null, Right.See),
        new("Get", $"{OfConnection}/pulls/{{number:int}}", null, Right.See),
        new("Get", $"{OfConnection}/live", null, Right.See),
        new("Get", $"{OfData}/{{stream?}}", null, Right.See),
        new("Get", $"{OfData}/{{stream?}}", "Columns", Right.See),
        new("Get", $"{OfData}/{{stream}}/record", null, Right.See),
        new("Get", $"{OfData}/{{stream}}/record", "Raw", Right.See),
        new("Get", $"{OfData}/{{stream}}/export.{{format}}", null, Right.Use),
    ];

    public static TheoryData<string, string> Cases() => new(
        from who in AccessStage.Everybody from privacy in AccessStage.Privacies select (who, privacy));

    [Fact]
    public async Task Every_door_that_names_a_connection_is_tried()
    {
        var loader = stage.Services.GetRequiredService<PageLoader>();
        var found = new List<string>();
        foreach (var endpoint in stage.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = endpoint.RoutePattern.RawText!.TrimStart('/');
            if (!route.Contains("{id}", StringComparison.Ordinal) && !route.Contains("{connection}", StringComparison.Ordinal))
                continue;
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
                found.AddRange(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(verb => $"{verb[0]}{verb[1..].ToLowerInvariant()} {route} "));
            else
                found.AddRange((await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods.Select(handler => $"{handler.HttpMethod} {route} {handler.Name}"));
        }

        Assert.Equal(Doors.Select(door => door.Name).Order(), found.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Doors_open_by_the_products_words(string who, string privacy)
    {
        var person = stage.People[who];
        var id = stage.Connections[privacy];
        foreach (var door in Doors)
        {
            var answer = await KnockAsync(person, door, id);
            if (!AccessStage.Sees(who, privacy))
            {
                Assert.True(answer.Status == HttpStatusCode.NotFound, $"{door.Name} answered {answer.Status} to {who}");
                var never = await KnockAsync(person, door, Never);
                Assert.Equal(HttpStatusCode.NotFound, never.Status);
                Assert.Equal(never.Stable, answer.Stable.Replace(id, Never, StringComparison.Ordinal));
            }
            else if (!May(who, privacy, door.Needs))
            {
                Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{door.Name} answered {answer.Status} to {who}");
                Assert.Contains(door.Needs == Right.Use ? ConnectionAccess.WhoCanUse : ConnectionAccess.WhoCanManage("The author"), answer.Text, StringComparison.Ordinal);
            }
            else
            {
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{door.Name} answered {answer.Status} to {who}: {answer.Text}");
                Assert.DoesNotContain("sign-in", answer.Location ?? "", StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Nobody_gets_anywhere_without_signing_in()
    {
        using var browser = stage.Browse();
        foreach (var door in Doors.Where(door => door.Verb == "Get"))
        {
            foreach (var id in new[] { stage.Connections["Workspace"], Never })
            {
                var answer = await browser.OpenAsync(Url(stage.Author, door, id));
                Assert.Equal(HttpStatusCode.Redirect, answer.Status);
                Assert.StartsWith("http://localhost/account/sign-in?returnUrl=", answer.Location, StringComparison.Ordinal);
            }
        }

        foreach (var door in Doors.Where(door => door.Verb == "Post"))
        {
            using var answer = await browser.PostBareAsync(Url(stage.Author, door, stage.Connections["Workspace"]), []);
            Assert.Equal("/account/sign-in", answer.Headers.Location?.AbsolutePath);
        }
    }

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

    private static bool May(string who, string privacy, Right right) => right switch
    {
        Right.See => AccessStage.Sees(who, privacy),
        Right.Use => AccessStage.Uses(who, privacy),
        _ => AccessStage.Manages(who, privacy),
    };

    /// <summary>The stream of events would go on: its head is the answer.</summary>
    private async Task<PageAnswer> KnockAsync(Actor person, Door door, string id)
    {
        var url = Url(stage.Author, door, id);
        return door.Verb == "Post" ? await person.PostAsync(url, door.Form)
            : door.Route.EndsWith("/live", StringComparison.Ordinal) ? await person.Browser.PeekAsync(url)
            : await person.OpenAsync(url);
    }

    private string Url(Actor author, Door door, string id)
    {
        var path = "/" + door.Route.Replace("{workspace}", author.Place.Slug, StringComparison.Ordinal).Replace("{source}", "clickup", StringComparison.Ordinal)
            .Replace("{id}", id, StringComparison.Ordinal).Replace("{connection}", id, StringComparison.Ordinal)
            .Replace("{number:int}", "1", StringComparison.Ordinal).Replace("{stream?}", "tasks", StringComparison.Ordinal).Replace("{stream}", "tasks", StringComparison.Ordinal)
            .Replace("{format}", "csv", StringComparison.Ordinal);
        var query = new[] { door.Handler is null ? null : $"handler={door.Handler}", door.Route.EndsWith("/record", StringComparison.Ordinal) ? $"key={stage.TaskKey}" : null };
        return path + (query.Any(part => part is not null) ? "?" + string.Join('&', query.OfType<string>()) : "");
    }
}
