using System.Net;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>Name, token and privacy of a connection, and its end.</summary>
public sealed class EditConnectionTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task Settings_open_right_after_the_profile()
    {
        var (actor, id) = await ConnectedAsync();
        Assert.Equal(HttpStatusCode.OK, (await actor.OpenAsync("/account/profile")).Status);
        Assert.Equal(HttpStatusCode.OK, (await actor.OpenAsync(actor.Settings(id))).Status);
    }

    [Theory]
    [InlineData("", "Enter a name.")]
    [InlineData("81", "The name has 81 characters.")]
    [InlineData("The other one", "Another connection of this source has this name.")]
    public async Task A_name_that_is_refused_changes_nothing(string name, string message)
    {
        var (actor, id) = await ConnectedAsync();
        await actor.ConnectAsync("The other one", host.ClickUp.Tokens.Owner);
        var answer = await actor.ChangeAsync(id, "Name", new() { ["Name"] = name == "81" ? new string('n', 81) : name });

        Assert.Contains(message, answer.Text, StringComparison.Ordinal);
        Assert.Equal("Client work", await NameAsync(id));
    }

    [Fact]
    public async Task Of_two_saves_at_once_the_later_is_refused_and_shows_both_values()
    {
        var place = await host.PlaceAsync();
        var (mara, admin) = (await host.ActorAsync(place), await host.ActorAsync(place, MemberRole.Admin, name: "Jonas Reed"));
        var id = await mara.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        var shown = await VersionAsync(id);
        Assert.Equal(HttpStatusCode.Redirect, (await mara.ChangeAsync(id, "Name", new() { ["Name"] = "By Mara" })).Status);

        var late = await admin.PostAsync($"{admin.Settings(id)}?handler=Name", new() { ["Name"] = "By Jonas", ["Version"] = shown });
        Assert.Contains("Somebody else changed this connection meanwhile", late.Text, StringComparison.Ordinal);
        Assert.Contains("<strong>By Mara</strong>", late.Html, StringComparison.Ordinal);
        Assert.Contains("<strong>By Jonas</strong>", late.Html, StringComparison.Ordinal);
        Assert.Equal("By Mara", await NameAsync(id));

        var privacy = await admin.PostAsync(admin.Access(id), new() { ["Privacy"] = "Private", ["Version"] = shown });
        Assert.Contains("<strong>Shared with Workspace</strong>", privacy.Html, StringComparison.Ordinal);
        Assert.Contains("After the change", privacy.Text, StringComparison.Ordinal);
        Assert.Equal((short)Privacy.Workspace, await host.ValueAsync<short>("SELECT privacy FROM connections WHERE public_id = $1", id));
    }

    [Fact]
    public async Task A_change_of_the_teams_alone_counts_as_a_change_too()
    {
        var place = await host.PlaceAsync();
        var actor = await host.ActorAsync(place);
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        var shown = await VersionAsync(id);
        var team = place.TeamId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.Redirect, (await actor.ShareAsync(id, "Team", team)).Status);

        Assert.NotEqual(shown, await VersionAsync(id));
        Assert.Contains("Delivery", (await actor.OpenAsync(actor.Page(id))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Made_private_it_is_gone_for_everybody_else_at_once()
    {
        var place = await host.PlaceAsync();
        var (mara, owner) = (await host.ActorAsync(place), await host.ActorAsync(place, MemberRole.Owner, name: "Olga Owner"));
        var id = await mara.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        Assert.Equal(HttpStatusCode.OK, (await owner.OpenAsync(owner.Page(id))).Status);

        // An Owner may do it too, and is led to where something is left to be seen.
        var made = await owner.ShareAsync(id, "Private");
        Assert.Equal(owner.Connections, made.Location);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.OpenAsync(owner.Page(id))).Status);
        Assert.DoesNotContain("Client work", (await owner.OpenAsync(owner.Connections)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await mara.OpenAsync(mara.Page(id))).Status);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_private_connection_is_not_shared_by_a_privacy_that_is_none(string? privacy)
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner, "Private");
        Dictionary<string, string> form = new() { ["Version"] = await VersionAsync(id) };
        if (privacy is not null)
            form["Privacy"] = privacy;
        var answer = await actor.PostAsync(actor.Access(id), form);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Choose who sees this connection.", answer.Text, StringComparison.Ordinal);
        Assert.Equal((short)Privacy.Private, await host.ValueAsync<short>("SELECT privacy FROM connections WHERE public_id = $1", id));
    }

    [Theory]
    [InlineData("pk_1_UNKNOWNTOKEN0000000000000000000")]
    [InlineData("pk_1_LINE\nBREAK")]
    [InlineData("")]
    public async Task A_bad_token_leaves_the_old_one(string token)
    {
        var (actor, id) = await ConnectedAsync();
        var before = await SecretsAsync(id);
        var answer = await actor.ChangeAsync(id, "Token", new() { ["Fields[apiToken]"] = token });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("<title>Error: ", answer.Html, StringComparison.Ordinal);
        Assert.Equal(before, await SecretsAsync(id));
        Assert.Equal(host.ClickUp.Tokens.Owner, await TokenAsync(id));
    }

    [Fact]
    public async Task A_good_token_takes_the_place_of_the_old_one()
    {
        var (actor, id) = await ConnectedAsync();
        var answer = await actor.ChangeAsync(id, "Token", new() { ["Fields[apiToken]"] = host.ClickUp.Tokens.Member });

        Assert.Equal(actor.Settings(id), answer.Location);
        var page = await actor.OpenAsync(answer.Location!);
        Assert.Contains("Token swapped. The next pull uses it. It signs in as", page.Text, StringComparison.Ordinal);
        Assert.Contains(host.ClickUp.Tokens.Member[^4..], page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.ClickUp.Tokens.Member, page.Html, StringComparison.Ordinal);
        Assert.Equal(host.ClickUp.Tokens.Member, await TokenAsync(id));
    }

    [Fact]
    public async Task While_the_source_is_down_the_old_token_stays_and_the_page_says_so()
    {
        var (actor, id) = await ConnectedAsync();
        await using var down = await ClickUpDown.BeginAsync(host);
        var answer = await actor.ChangeAsync(id, "Token", new() { ["Fields[apiToken]"] = host.ClickUp.Tokens.Member });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("<title>Error: ", answer.Html, StringComparison.Ordinal);
        Assert.Equal(host.ClickUp.Tokens.Owner, await TokenAsync(id));
    }

    [Fact]
    public async Task Deleting_asks_for_the_name()
    {
        var (actor, id) = await ConnectedAsync();
        var answer = await actor.ChangeAsync(id, "Delete", new() { ["Confirm"] = "client work" });
        Assert.Contains("Type Client work to delete it.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await actor.OpenAsync(actor.Page(id))).Status);
    }

    [Fact]
    public async Task Deleted_it_is_gone_at_once_with_its_secret_and_later_with_its_records_and_nothing_else_is_touched()
    {
        var (actor, id) = await ConnectedAsync();
        var neighbour = await actor.ConnectAsync("The neighbour", host.ClickUp.Tokens.Owner);
        var (gone, kept) = (await host.KeyAsync(id), await host.KeyAsync(neighbour));
        await host.PullAsync(id);
        await host.PullAsync(neighbour);
        var before = await TracesAsync(kept.ConnectionId, kept.WorkspaceId);
        Assert.All(await TracesAsync(gone.ConnectionId, gone.WorkspaceId), count => Assert.True(count > 0));

        Assert.Equal(actor.Connections, (await actor.ChangeAsync(id, "Delete", new() { ["Confirm"] = "Client work" })).Location);

        foreach (var url in new[] { actor.Page(id), actor.Settings(id), $"{actor.Page(id)}/pulls", actor.Data(id), $"{actor.Data(id)}/tasks", $"{actor.Data(id)}/tasks/export.csv" })
            Assert.Equal(HttpStatusCode.NotFound, (await actor.OpenAsync(url)).Status);
        Assert.DoesNotContain("Client work", (await actor.OpenAsync(actor.Connections)).Text, StringComparison.Ordinal);
        Assert.Equal([0, true], Assert.Single(await host.RowsAsync("SELECT length(secrets), secret_hint IS NULL FROM connections WHERE public_id = $1", id)));
        Assert.Empty(await host.RowsAsync("SELECT 1 FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2", gone.WorkspaceId, gone.ConnectionId));
        // The name is free again before anything is purged.
        await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);

        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<PurgeDeleted>().RunAsync(TestContext.Current.CancellationToken);
        Assert.All(await TracesAsync(gone.ConnectionId, gone.WorkspaceId), count => Assert.Equal(0, count));
        Assert.Empty(await host.RowsAsync("SELECT 1 FROM connections WHERE public_id = $1", id));
        Assert.Equal(before, await TracesAsync(kept.ConnectionId, kept.WorkspaceId));
        Assert.Equal(host.ClickUp.Tokens.Owner, await TokenAsync(neighbour));
    }

    [Fact]
    public async Task A_save_in_the_moment_of_deleting_does_not_keep_the_connection_alive()
    {
        var (actor, id) = await ConnectedAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<TenantScope>().Enter(actor.Place.Id, actor.Id);
        services.GetRequiredService<CurrentWorkspace>().Enter(new Membership(actor.Place.Id, actor.Place.Slug, "Finch & Sons", actor.Id, "Ada Finch", MemberRole.Owner));
        var opened = await services.GetRequiredService<AppDbContext>().Connections.SingleAsync(c => c.PublicId == id, TestContext.Current.CancellationToken);
        await actor.ChangeAsync(id, "Name", new() { ["Name"] = "Renamed meanwhile" });

        Assert.True(await services.GetRequiredService<EditConnection>().DeleteAsync(opened, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, (await actor.OpenAsync(actor.Page(id))).Status);
    }

    private async Task<(Actor Actor, string Id)> ConnectedAsync()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        return (actor, await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner));
    }

    private Task<string> NameAsync(string id) => host.ValueAsync<string>("SELECT name FROM connections WHERE public_id = $1", id);

    private Task<string> VersionAsync(string id) => host.ValueAsync<string>("SELECT xmin::text FROM connections WHERE public_id = $1", id);

    private Task<byte[]> SecretsAsync(string id) => host.ValueAsync<byte[]>("SELECT secrets FROM connections WHERE public_id = $1", id);

    private async Task<string> TokenAsync(string id) =>
        host.Services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<ConnectionSecrets>().Unprotect(id, await SecretsAsync(id))["apiToken"];

    /// <summary>Rows of each of the engine's tables that are filled by a pull.</summary>
    private async Task<long[]> TracesAsync(int connection, long workspace)
    {
        var counts = new List<long>();
        foreach (var table in new[] { "records", "record_bodies", "walks", "streams", "stream_partitions", "pulls", "pull_streams" })
            counts.Add(await host.ValueAsync<long>($"SELECT count(*) FROM pulls.{table} WHERE workspace_id = $1 AND connection_id = $2", workspace, connection));
        return [.. counts];
    }
}
