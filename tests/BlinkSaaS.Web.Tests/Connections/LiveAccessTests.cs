using System.Net;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Members;
using Microsoft.AspNetCore.Mvc.Testing;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>A stream of events that is open when the access ends says nothing more, and ends.</summary>
public sealed class LiveAccessTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public Task When_the_connection_is_made_private() =>
        EndsAsync("Workspace", (_, author, _, connection) => author.ShareAsync(connection, "Private"));

    [Fact]
    public Task When_it_is_shared_with_a_team_that_the_watcher_is_not_in() =>
        EndsAsync("Workspace", (work, author, _, connection) => author.ShareAsync(connection, "Team", $"{work.Place.TeamId}"), inTeam: false);

    [Fact]
    public Task When_the_watcher_is_taken_out_of_the_team() =>
        EndsAsync("Team", (work, _, watcher, _) => work.Owner.PostAsync($"{work.Root}/teams/{work.Place.TeamId}?handler=Remove", new() { ["Person"] = $"{watcher.Id}" }));

    [Fact]
    public Task When_the_team_is_deleted() =>
        EndsAsync("Team", (work, _, _, _) => work.Owner.PostAsync($"{work.Root}/teams/{work.Place.TeamId}?handler=Delete"));

    [Fact]
    public Task When_the_watcher_is_removed_from_the_workspace() =>
        EndsAsync("Workspace", (work, _, watcher, _) => work.RemoveAsync(work.Owner, watcher));

    [Fact]
    public Task When_the_connection_is_deleted() =>
        EndsAsync("Workspace", (_, author, _, connection) => author.ChangeAsync(connection, "Delete", new() { ["Confirm"] = "Client work" }));

    private async Task EndsAsync(string privacy, Func<Workplace, Actor, Actor, string, Task<PageAnswer>> end, bool inTeam = true)
    {
        var work = await Workplace.NewAsync(host);
        var author = await work.AddAsync(MemberRole.Member, "Mara Quill", inTeam: true);
        using var client = host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new Uri("http://localhost") });
        using var browser = new Browser(client);
        var watcher = await host.ActorAsync(work.Place, MemberRole.Member, inTeam, "Will Watcher", browser);
        var connection = await author.ConnectAsync("Client work", host.ClickUp.Tokens.Owner, privacy);
        using var stream = await client.GetAsync($"{watcher.Page(connection)}/live", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        var rest = stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, (await end(work, author, watcher, connection)).Status);

        var said = await rest.WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Client work", said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await watcher.OpenAsync(watcher.Page(connection))).Status);
    }
}
