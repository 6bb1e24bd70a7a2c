using System.Net;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tests.Connections;
using BlinkSaaS.Web.Tests.Members;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Workspaces;

public sealed class WorkspaceTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task Somebody_makes_another_workspace_and_has_both_in_the_header()
    {
        var work = await Workplace.NewAsync(host);

        var made = await work.Owner.PostAsync("/workspaces/new", new() { ["Name"] = "  Second \t one " });

        Assert.StartsWith("/w/second-one", made.Location, StringComparison.Ordinal);
        foreach (var url in new[] { made.Location!, work.Owner.Connections })
        {
            var header = (await work.Owner.OpenAsync(url)).Html.Split("</header>")[0];
            Assert.Contains($"href=\"{made.Location}\"", header, StringComparison.Ordinal);
            Assert.Contains($"href=\"{work.Owner.Connections}\"", header, StringComparison.Ordinal);
        }

        Assert.Contains("Enter a name", (await work.Owner.PostAsync("/workspaces/new", new() { ["Name"] = " " })).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_renames_it_and_its_addresses_stay()
    {
        var work = await Workplace.NewAsync(host);
        var admin = await work.AddAsync(MemberRole.Admin, "Ada Admin");

        Assert.Equal(HttpStatusCode.Forbidden, (await admin.PostAsync($"{work.Settings}?handler=Rename", new() { ["Name"] = "Mine" })).Status);
        Assert.Equal(work.Settings, (await work.Owner.PostAsync($"{work.Settings}?handler=Rename", new() { ["Name"] = "Acme & Sons" })).Location);

        Assert.Contains("Acme & Sons", (await admin.OpenAsync(work.Settings)).Text, StringComparison.Ordinal);
        Assert.Contains("WorkspaceRenamed|Olive Owner|Acme & Sons|Acme Studio to Acme & Sons", await work.AuditAsync());
    }

    [Fact]
    public async Task Deleting_asks_for_the_name_closes_everything_and_can_be_taken_back()
    {
        var work = await Workplace.NewAsync(host);
        var (admin, member) = (await work.AddAsync(MemberRole.Admin, "Ada Admin"), await work.AddAsync(MemberRole.Member, "Max Member"));
        var connection = await member.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        var key = await host.KeyAsync(connection);
        Assert.Equal(HttpStatusCode.Forbidden, (await DeleteAsync(work, admin)).Status);
        Assert.Contains("Type Acme Studio to delete it", (await work.Owner.PostAsync($"{work.Settings}?handler=Delete", new() { ["Confirm"] = "acme studio" })).Text, StringComparison.Ordinal);

        var deleted = await DeleteAsync(work, work.Owner);

        Assert.Equal($"{work.Settings}/deleted", deleted.Location);
        foreach (var person in new[] { work.Owner, admin, member })
        {
            Assert.Equal($"{work.Settings}/deleted", (await person.OpenAsync(person.Page(connection))).Location);
            Assert.Equal(HttpStatusCode.NotFound, (await person.OpenAsync($"{person.Page(connection)}/live")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await person.PostAsync($"{person.Page(connection)}?handler=Pull")).Status);
            var page = await person.OpenAsync($"{work.Settings}/deleted");
            Assert.Equal(person == work.Owner, page.Text.Contains("Keep Acme Studio", StringComparison.Ordinal));
            Assert.DoesNotContain("Client work", page.Text, StringComparison.Ordinal);
        }

        var calls = host.ClickUp.Statistics.Read().Calls;
        await host.PullAsync(connection);
        Assert.Equal(calls, host.ClickUp.Statistics.Read().Calls);
        Assert.Null((await host.RowsAsync("SELECT next_pull_at FROM pulls.schedules WHERE workspace_id = $1", key.WorkspaceId))[0][0]);

        Assert.Equal(HttpStatusCode.Forbidden, (await admin.PostAsync($"{work.Settings}/deleted")).Status);
        Assert.Equal($"{work.Root}/connections", (await work.Owner.PostAsync($"{work.Settings}/deleted")).Location);
        Assert.Equal(HttpStatusCode.OK, (await member.OpenAsync(member.Page(connection))).Status);
        await host.PullAsync(connection);
        Assert.True(host.ClickUp.Statistics.Read().Calls > calls);
    }

    [Fact]
    public async Task When_the_time_is_over_every_row_of_it_is_gone_and_no_other()
    {
        var (work, other) = (await Workplace.NewAsync(host), await Workplace.NewAsync(host));
        foreach (var place in new[] { work, other })
        {
            await host.PullAsync(await place.Owner.ConnectAsync("Board", host.ClickUp.Tokens.Owner));
            await place.InviteAsync(place.Owner, Account.People.NewEmail());
            await place.Owner.NewDraftAsync();
        }

        var before = await RowsAsync(other.Place.Id);
        Assert.NotEmpty(await RowsAsync(work.Place.Id));
        await DeleteAsync(work, work.Owner);
        await PurgeAsync();
        Assert.NotEmpty(await RowsAsync(work.Place.Id));

        await host.RowsAsync("UPDATE workspaces SET purge_at = now() WHERE id = $1", work.Place.Id);
        Assert.Contains("The time is over", (await work.Owner.PostAsync($"{work.Settings}/deleted")).Text, StringComparison.Ordinal);
        await PurgeAsync();

        Assert.Empty(await RowsAsync(work.Place.Id));
        Assert.Empty(await host.RowsAsync("SELECT 1 FROM workspaces WHERE id = $1", work.Place.Id));
        Assert.Equal(before, await RowsAsync(other.Place.Id));
        Assert.Equal(HttpStatusCode.NotFound, (await work.Owner.OpenAsync(work.Settings)).Status);
    }

    private static Task<PageAnswer> DeleteAsync(Workplace work, Actor by) => by.PostAsync($"{work.Settings}?handler=Delete", new() { ["Confirm"] = "Acme Studio" });

    private async Task PurgeAsync()
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PurgeWorkspaces>().RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Every table of the database that has rows of a workspace, with their number: one that is added later is looked at, too.</summary>
    private async Task<List<string>> RowsAsync(long workspace)
    {
        var found = new List<string>();
        foreach (var table in await host.RowsAsync("SELECT format('%I.%I', table_schema, table_name) FROM information_schema.columns WHERE column_name = 'workspace_id' AND table_schema IN ('public', 'pulls') ORDER BY 1"))
        {
            var count = await host.ValueAsync<long>($"SELECT count(*) FROM {table[0]} WHERE workspace_id = $1", workspace);
            if (count > 0)
                found.Add($"{table[0]} {count}");
        }

        return found;
    }
}
