using System.Net;
using BlinkSaaS.Web.Tenancy;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>Every address of the running application, tried by everybody, for each privacy.</summary>
[Collection(AccessStage.Collection)]
public sealed class MatrixTests(AccessStage stage) : MatrixOf<AccessStage>(stage);

/// <summary>The same where the context's own filter by who may see is taken out: the database holds alone.</summary>
[Collection(UnfilteredStage.Collection)]
public sealed class MatrixWithoutFilterTests(UnfilteredStage stage) : MatrixOf<UnfilteredStage>(stage);

public abstract class MatrixOf<TStage>(TStage stage)
    where TStage : AccessStage
{
    private const string Never = "zzzzzzzzzzzz";
    private const string NeverSlug = "never-there";

    [Fact]
    public async Task Every_endpoint_has_a_row()
    {
        var found = await EndpointsAsync();
        var missing = found.Except(MatrixRows.All.Select(row => row.Name)).Order().ToList();
        var gone = MatrixRows.All.Select(row => row.Name).Except(found).Order().ToList();
        Assert.True(missing.Count == 0,
            $"These endpoints have no row. Add for each a line to tests/BlinkSaaS.Web.Tests/Tenancy/MatrixRows.cs, with what it needs (Needs.Workspace, Needs.Admin, Needs.See, ...):\n{string.Join('\n', missing.Select(name => $"        new(\"{name}\", Needs.),"))}");
        Assert.True(gone.Count == 0, $"These rows of MatrixRows.cs have no endpoint any more; remove them:\n{string.Join('\n', gone)}");
    }

    public static TheoryData<string> Everybody() => new(AccessStage.Everybody);

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task Connections_open_by_the_products_words(string who)
    {
        foreach (var row in MatrixRows.All.Where(row => row.Needs is Needs.See or Needs.Use or Needs.Manage))
        {
            foreach (var privacy in AccessStage.Privacies)
            {
                if (!AccessStage.Sees(who, privacy))
                    await AssertNothingAsync(stage.People[who], row, stage.Author.Place.Slug, stage.Connections[privacy], stage.Author.Place.Slug, Never);
                else if (!May(who, privacy, row.Needs))
                    await AssertRefusedAsync(stage.People[who], row, privacy);
                else
                    await AssertOpenAsync(stage.People[who], row, stage.Connections[privacy]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task Workspaces_open_to_their_members_and_by_role(string who)
    {
        foreach (var row in MatrixRows.All.Where(row => row.Needs is Needs.Workspace or Needs.Member or Needs.Admin or Needs.Owner))
        {
            var slug = stage.Author.Place.Slug;
            if (!AccessStage.IsMember(who))
            {
                await AssertNothingAsync(stage.People[who], row, slug, Never, NeverSlug, Never);
                continue;
            }

            if (!AccessStage.HasRole(who, row.Needs))
                Assert.True((await KnockAsync(stage.People[who], row, slug, Never)).Status == HttpStatusCode.Forbidden, $"{row.Name} is not refused to {who}");
            else if (!row.OnlyRefused)
                await AssertOpenAsync(stage.People[who], row, Never);
        }
    }

    /// <summary>Numbers of another workspace's things under one's own address: as if they had never been.</summary>
    [Fact]
    public async Task What_is_elsewhere_is_not_found_under_ones_own_address()
    {
        var outsider = stage.People["outsider"];
        foreach (var row in MatrixRows.All.Where(row => row.Route.Contains("w/{workspace}", StringComparison.Ordinal)))
        {
            if (row.Needs is Needs.See or Needs.Use or Needs.Manage)
                await AssertNothingAsync(outsider, row, outsider.Place.Slug, stage.Connections["Workspace"], outsider.Place.Slug, Never);
            else if (row.Route.Contains("teams/{id:int}", StringComparison.Ordinal))
                Assert.Equal(HttpStatusCode.NotFound, (await KnockAsync(outsider, row, outsider.Place.Slug, Never)).Status);
        }
    }

    [Fact]
    public async Task Strangers_are_led_to_the_sign_in_whether_something_is_there_or_not()
    {
        using var browser = stage.Browse();
        foreach (var row in MatrixRows.All.Where(row => row.Needs is not Needs.Nothing))
        {
            foreach (var id in new[] { stage.Connections["Workspace"], stage.Connections["Private"], Never })
            {
                var url = Url(row, stage.Author.Place.Slug, id);
                if (row.Verb == "GET")
                {
                    var answer = await browser.OpenAsync(url);
                    Assert.True(answer.Status == HttpStatusCode.Redirect, $"{row.Name} answered {answer.Status} to a stranger");
                    Assert.StartsWith("http://localhost/account/sign-in?returnUrl=", answer.Location, StringComparison.Ordinal);
                }
                else
                {
                    using var answer = await browser.PostBareAsync(url, row.Form);
                    Assert.True(answer.Headers.Location?.AbsolutePath == "/account/sign-in", $"{row.Name} answered {answer.StatusCode} to a stranger");
                }
            }
        }
    }

    [Fact]
    public async Task What_strangers_may_open_names_no_connection()
    {
        using var browser = stage.Browse();
        foreach (var row in MatrixRows.All.Where(row => row is { Needs: Needs.Nothing, Verb: "GET" }))
        {
            var answer = await browser.OpenAsync(Url(row, stage.Author.Place.Slug, Never));
            Assert.False(answer.Status == HttpStatusCode.Redirect && answer.Location!.Contains("sign-in?returnUrl", StringComparison.Ordinal), $"{row.Name} asks strangers to sign in");
            Assert.All(AccessStage.Privacies, privacy => Assert.DoesNotContain(AccessStage.NameOf(privacy), answer.Html, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Accounts_open_to_whoever_is_signed_in_and_the_instance_to_operators_alone()
    {
        foreach (var who in new[] { "owner", "outsider", "removed" })
        {
            foreach (var row in MatrixRows.All.Where(row => row is { Verb: "GET", Needs: Needs.SignedIn }))
                Assert.True((await KnockAsync(stage.People[who], row, "", Never)).Status is HttpStatusCode.OK or HttpStatusCode.Redirect || row.NamesNothing, $"{row.Name} for {who}");
            foreach (var row in MatrixRows.All.Where(row => row.Needs == Needs.Operator))
                Assert.True((await KnockAsync(stage.People[who], row, "", Never)).Status == HttpStatusCode.NotFound, $"{row.Name} for {who}");
        }
    }

    /// <summary>The answer is the same in status, headers and body as for what never existed, and the database was asked the same.</summary>
    private async Task AssertNothingAsync(Actor person, MatrixRow row, string slug, string id, string neverSlug, string never)
    {
        var (answer, asked) = await KnockSteadilyAsync(person, row, slug, id);
        Assert.True(answer.Status == HttpStatusCode.NotFound, $"{row.Name} answered {answer.Status} to {person.Name} for {id}");
        var (nothing, askedForNothing) = await KnockSteadilyAsync(person, row, neverSlug, never);
        SameAnswer.Check(nothing, answer, Named, row.Name);
        Assert.NotEmpty(asked);
        Assert.Equal(askedForNothing, asked);

        string Named(string text) => text.Replace(id, "ID", StringComparison.Ordinal).Replace(never, "ID", StringComparison.Ordinal)
            .Replace(slug, "SLUG", StringComparison.Ordinal).Replace(neverSlug, "SLUG", StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(Actor person, MatrixRow row, string privacy)
    {
        var answer = await KnockAsync(person, row, stage.Author.Place.Slug, stage.Connections[privacy]);
        Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{row.Name} answered {answer.Status} to {person.Name}");
        Assert.Contains(row.Needs == Needs.Use ? ConnectionAccess.WhoCanUse : ConnectionAccess.WhoCanManage("The author"), answer.Text, StringComparison.Ordinal);
    }

    private async Task AssertOpenAsync(Actor person, MatrixRow row, string id)
    {
        if (row.OnlyRefused)
            return;
        var answer = await KnockAsync(person, row, stage.Author.Place.Slug, id);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Redirect || (row.NamesNothing && answer.Status == HttpStatusCode.NotFound),
            $"{row.Name} answered {answer.Status} to {person.Name}: {answer.Text}");
        Assert.DoesNotContain("sign-in", answer.Location ?? "", StringComparison.Ordinal);
    }

    private static bool May(string who, string privacy, Needs needs) => needs switch
    {
        Needs.See => AccessStage.Sees(who, privacy),
        Needs.Use => AccessStage.Uses(who, privacy),
        _ => AccessStage.Manages(who, privacy),
    };

    /// <summary>Once a minute the sign-in is proven anew and its cookie renewed, with headers of its own: then asks again.</summary>
    private async Task<(PageAnswer Answer, IReadOnlyList<string> Asked)> KnockSteadilyAsync(Actor person, MatrixRow row, string slug, string id)
    {
        if (row.Verb == "POST")
            await person.ReadyAsync();
        for (var again = false; ; again = true)
        {
            using var commands = new ExecutedCommands(person.Browser);
            var answer = await KnockAsync(person, row, slug, id);
            if (again || !answer.Headers.Contains("Set-Cookie"))
                return (answer, commands.Texts);
        }
    }

    /// <summary>A stream of events would go on: its head is the answer.</summary>
    private async Task<PageAnswer> KnockAsync(Actor person, MatrixRow row, string slug, string id)
    {
        var url = Url(row, slug, id);
        return row.Verb == "POST" ? await person.PostAsync(url, row.Form)
            : row.Route.EndsWith("/live", StringComparison.Ordinal) ? await person.Browser.PeekAsync(url)
            : await person.OpenAsync(url);
    }

    private string Url(MatrixRow row, string slug, string id)
    {
        var path = "/" + row.Route;
        foreach (var (name, value) in row.Values.Concat(Known(slug, id)))
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        Assert.False(path.Contains('{', StringComparison.Ordinal), $"The row {row.Name} needs Values for its route: {path}");
        var query = new[] { row.Handler is null ? null : $"handler={row.Handler}", row.Query.Length == 0 ? null : row.Query, row.Route.EndsWith("/record", StringComparison.Ordinal) ? $"key={stage.TaskKey}" : null };
        return path + (query.Any(part => part is not null) ? "?" + string.Join('&', query.OfType<string>()) : "");
    }

    private Dictionary<string, string> Known(string slug, string id) => new()
    {
        ["workspace"] = slug, ["source"] = "clickup", ["id"] = id, ["connection"] = id, ["number:int"] = "1", ["stream?"] = "tasks", ["stream"] = "tasks", ["format"] = "csv",
        ["id:int"] = $"{stage.Author.Place.TeamId}",
    };

    private async Task<HashSet<string>> EndpointsAsync()
    {
        var loader = stage.Services.GetRequiredService<PageLoader>();
        var found = new HashSet<string>();
        foreach (var endpoint in stage.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || route == "{**path:file}")
                continue; // files of the program, the same for everybody
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
                found.UnionWith((await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods.Select(handler => $"{handler.HttpMethod.ToUpperInvariant()} {route}{(handler.Name is null ? "" : $"?handler={handler.Name}")}"));
            else
                found.UnionWith((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(verb => $"{verb} {route}"));
        }

        return found;
    }
}
