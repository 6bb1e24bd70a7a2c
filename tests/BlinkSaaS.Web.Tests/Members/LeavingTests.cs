using System.Net;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Members;

/// <summary>What becomes of the connections of somebody who leaves.</summary>
public sealed class LeavingTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    private sealed record Scene(Workplace Work, Actor Admin, Actor Leaver, string Open, string Team, string Hidden);

    [Fact]
    public async Task The_remover_sees_how_many_and_never_which()
    {
        var scene = await SetAsync();

        var page = await scene.Admin.OpenAsync($"{scene.Work.Members}/{scene.Leaver.Id}");

        Assert.Contains("2 shared connections stay", page.Text.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.Contains("1 private connection stops", page.Text.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.DoesNotContain("Diary", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Delivery board", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=Remove", (await scene.Leaver.OpenAsync($"{scene.Work.Members}/{scene.Admin.Id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shared_connections_go_to_the_named_admin_with_a_note_until_the_token_is_swapped()
    {
        var scene = await SetAsync();
        Assert.Contains("Choose an owner or admin", (await scene.Work.RemoveAsync(scene.Work.Owner, scene.Leaver)).Text, StringComparison.Ordinal);
        Assert.Equal(MemberRole.Member, await scene.Work.RoleOfAsync(scene.Leaver.Id));

        Assert.Equal(HttpStatusCode.Redirect, (await scene.Work.RemoveAsync(scene.Work.Owner, scene.Leaver, scene.Admin)).Status);

        var note = $"The token is still {scene.Leaver.Name}'s";
        foreach (var connection in new[] { scene.Open, scene.Team })
            Assert.Contains(note, (await scene.Admin.OpenAsync(scene.Admin.Page(connection))).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Admin.OpenAsync(scene.Admin.Page(scene.Hidden))).Status);
        await host.PullAsync(scene.Open);
        Assert.Equal("done", await host.ValueAsync<string>("SELECT state FROM pulls.pulls WHERE connection_id = $1 AND workspace_id = $2 ORDER BY number DESC LIMIT 1", (await host.KeyAsync(scene.Open)).ConnectionId, scene.Work.Place.Id));

        var swapped = await scene.Admin.ChangeAsync(scene.Open, "Token", new() { ["Fields[apiToken]"] = host.ClickUp.Tokens.Member });
        Assert.Equal(HttpStatusCode.Redirect, swapped.Status);
        Assert.DoesNotContain(note, (await scene.Admin.OpenAsync(scene.Admin.Page(scene.Open))).Text, StringComparison.Ordinal);
        Assert.Contains(note, (await scene.Admin.OpenAsync(scene.Admin.Page(scene.Team))).Text, StringComparison.Ordinal);
        await host.MailAsync(await scene.Work.EmailAsync(scene.Admin), $"You have connections of {scene.Leaver.Name} now");
        var audit = await scene.Work.AuditAsync();
        Assert.Contains($"MemberRemoved|Olive Owner|{scene.Leaver.Name}|2 shared to {scene.Admin.Name}, 1 private stopped", audit);
        Assert.Equal(2, audit.Count(line => line.StartsWith("ConnectionHandedOver|Olive Owner|", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Private_ones_stop_at_once_without_their_secret_and_go_after_the_grace_period()
    {
        var scene = await SetAsync();
        await host.PullAsync(scene.Hidden);
        var key = await host.KeyAsync(scene.Hidden);

        Assert.Equal("/", (await scene.Work.LeaveAsync(scene.Leaver, scene.Admin)).Location);

        Assert.Equal([0, null, true], Assert.Single(await host.RowsAsync("SELECT octet_length(secrets), secret_hint, purge_at > now() + interval '6 days' FROM connections WHERE public_id = $1", scene.Hidden)));
        var calls = host.ClickUp.Statistics.Read().Calls;
        await host.RowsAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        await host.PullAsync(scene.Hidden);
        Assert.Equal(calls, host.ClickUp.Statistics.Read().Calls);
        Assert.True(await host.ValueAsync<long>("SELECT count(*) FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId) > 0);

        await PurgeAsync();
        Assert.Single(await host.RowsAsync("SELECT 1 FROM connections WHERE public_id = $1", scene.Hidden));
        await host.RowsAsync("UPDATE connections SET purge_at = now() WHERE public_id = $1", scene.Hidden);
        await PurgeAsync();
        Assert.Empty(await host.RowsAsync("SELECT 1 FROM connections WHERE public_id = $1", scene.Hidden));
        foreach (var table in new[] { "records", "record_bodies", "streams", "schedules", "pulls" })
            Assert.Equal(0L, await host.ValueAsync<long>($"SELECT count(*) FROM pulls.{table} WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId));
    }

    [Fact]
    public async Task A_running_pull_of_a_private_connection_can_write_nothing_any_more()
    {
        var scene = await SetAsync();
        var key = await host.KeyAsync(scene.Hidden);
        await host.RowsAsync("UPDATE pulls.schedules SET lease_until = now() + interval '30 seconds', worker = 'test' WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        var fence = await host.ValueAsync<long>("SELECT fence FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);

        await scene.Work.RemoveAsync(scene.Work.Owner, scene.Leaver, scene.Admin);

        Assert.Equal([fence + 1, null, null, true, "left", "cancelled"], Assert.Single(await host.RowsAsync(
            "SELECT s.fence, s.lease_until, s.next_pull_at, s.paused, s.pause_reason, p.state FROM pulls.schedules s JOIN pulls.pulls p USING (workspace_id, connection_id) WHERE workspace_id = $1 AND connection_id = $2",
            key.WorkspaceId, key.ConnectionId)));
    }

    [Fact]
    public async Task Whoever_comes_back_in_time_finds_what_was_private_and_swaps_its_token()
    {
        var scene = await SetAsync();
        await scene.Work.RemoveAsync(scene.Work.Owner, scene.Leaver, scene.Admin);
        var link = await scene.Work.LinkAsync(await scene.Work.EmailAsync(scene.Leaver));

        await scene.Leaver.PostAsync("/invitation?handler=Join", new() { ["code"] = link.Split("code=")[1] });

        Assert.Contains("Needs new token", (await scene.Leaver.OpenAsync(scene.Leaver.Page(scene.Hidden))).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await scene.Leaver.ChangeAsync(scene.Hidden, "Token", new() { ["Fields[apiToken]"] = host.ClickUp.Tokens.Owner })).Status);
        await host.PullAsync(scene.Hidden);
        Assert.DoesNotContain("Needs new token", (await scene.Leaver.OpenAsync(scene.Leaver.Page(scene.Hidden))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_the_heir_has_already_gets_a_number()
    {
        var scene = await SetAsync();
        await scene.Admin.ConnectAsync("Private twin", host.ClickUp.Tokens.Owner, "Private");
        await scene.Leaver.ConnectAsync("Private twin", host.ClickUp.Tokens.Owner);

        await scene.Work.RemoveAsync(scene.Work.Owner, scene.Leaver, scene.Admin);

        var listing = (await scene.Admin.OpenAsync(scene.Admin.Connections)).Text;
        Assert.Contains("Private twin 2", listing, StringComparison.Ordinal);
    }

    /// <summary>Somebody with a connection of each privacy, and an admin who is not in the team.</summary>
    private async Task<Scene> SetAsync()
    {
        var work = await Workplace.NewAsync(host);
        var (admin, leaver) = (await work.AddAsync(MemberRole.Admin, "Ada Admin"), await work.AddAsync(MemberRole.Member, "Lee Leaver", inTeam: true));
        return new Scene(
            work, admin, leaver, await leaver.ConnectAsync("Open board", host.ClickUp.Tokens.Owner), await leaver.ConnectAsync("Delivery board", host.ClickUp.Tokens.Owner, "Team"),
            await leaver.ConnectAsync("Diary", host.ClickUp.Tokens.Owner, "Private"));
    }

    private async Task PurgeAsync()
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PurgeDeleted>().RunAsync(TestContext.Current.CancellationToken);
    }
}
