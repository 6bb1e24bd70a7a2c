using System.Net;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Members;

public sealed class MemberTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task A_role_counts_from_the_next_request_on()
    {
        var work = await Workplace.NewAsync(host);
        var colleague = await work.AddAsync(MemberRole.Member, "Max Member");
        Assert.Equal(HttpStatusCode.OK, (await colleague.OpenAsync($"{colleague.Connections}/new")).Status);

        await work.RoleAsync(work.Owner, colleague, MemberRole.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await colleague.OpenAsync($"{colleague.Connections}/new")).Status);
        await work.RoleAsync(work.Owner, colleague, MemberRole.Admin);
        Assert.Contains("handler=Invite", (await colleague.OpenAsync(work.Members)).Html, StringComparison.Ordinal);
        Assert.Contains("MemberRoleChanged|Olive Owner|Max Member|Member to Viewer", await work.AuditAsync());
    }

    [Fact]
    public async Task The_last_owner_stays_owner()
    {
        var work = await Workplace.NewAsync(host);
        var admin = await work.AddAsync(MemberRole.Admin, "Ada Admin");

        Assert.Contains(MemberRights.LastOwner, (await work.RoleAsync(work.Owner, work.Owner, MemberRole.Admin)).Text, StringComparison.Ordinal);
        Assert.Contains(MemberRights.LastOwner, (await work.LeaveAsync(work.Owner, admin)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await work.RemoveAsync(admin, work.Owner)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await work.RoleAsync(admin, work.Owner, MemberRole.Viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await work.RoleAsync(admin, admin, MemberRole.Owner)).Status);
        Assert.Equal(MemberRole.Owner, await work.RoleOfAsync(work.Owner.Id));

        await work.RoleAsync(work.Owner, admin, MemberRole.Owner);
        Assert.Equal("/", (await work.LeaveAsync(work.Owner)).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await work.Owner.OpenAsync(work.Members)).Status);
    }

    [Theory]
    [InlineData(MemberRole.Owner)]
    [InlineData(MemberRole.Admin)]
    public async Task Of_two_who_demote_each_other_at_once_one_wins(MemberRole role)
    {
        for (var round = 0; round < 4; round++)
        {
            var work = await Workplace.NewAsync(host);
            var one = role == MemberRole.Owner ? work.Owner : await work.AddAsync(role, "Una One");
            var two = await work.AddAsync(role, "Ted Two");
            await Task.WhenAll(one.PostAsync("/theme"), two.PostAsync("/theme"));

            var answers = await Task.WhenAll(work.RoleAsync(one, two, MemberRole.Viewer), work.RoleAsync(two, one, MemberRole.Viewer));

            Assert.Single(answers, answer => answer.Status == HttpStatusCode.Redirect);
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.Forbidden);
            Assert.Equal([role, MemberRole.Viewer], new[] { await work.RoleOfAsync(one.Id), await work.RoleOfAsync(two.Id) }.Order());
        }
    }

    [Fact]
    public async Task Two_owners_who_leave_at_once_leave_one()
    {
        for (var round = 0; round < 4; round++)
        {
            var work = await Workplace.NewAsync(host);
            var other = await work.AddAsync(MemberRole.Owner, "Oscar Other");
            await Task.WhenAll(work.Owner.PostAsync("/theme"), other.PostAsync("/theme"));

            var answers = await Task.WhenAll(work.LeaveAsync(work.Owner), work.LeaveAsync(other));

            Assert.Single(answers, answer => answer.Status == HttpStatusCode.Redirect);
            Assert.Equal(1L, await host.ValueAsync<long>("SELECT count(*) FROM members WHERE workspace_id = $1", work.Place.Id));
        }
    }

    [Fact]
    public async Task A_removed_person_is_out_with_the_next_request_and_their_stream_ends()
    {
        var work = await Workplace.NewAsync(host);
        var colleague = await work.AddAsync(MemberRole.Member, "Max Member");
        var connection = await work.Owner.ConnectAsync("Shared", host.ClickUp.Tokens.Owner);
        using var client = host.CreateClient();
        var cookie = await SignedInAsync(colleague, client, work);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{colleague.Page(connection)}/live");
        using var stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        Assert.Equal(work.Members, (await work.RemoveAsync(work.Owner, colleague)).Location);

        Assert.Equal(HttpStatusCode.NotFound, (await colleague.OpenAsync(colleague.Page(connection))).Status);
        // The stream says nothing more and ends by itself.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await stream.Content.ReadAsStringAsync(patience.Token);
        Assert.True(cookie);
    }

    [Fact]
    public async Task Whoever_is_removed_while_a_request_runs_makes_nothing()
    {
        var work = await Workplace.NewAsync(host);
        var colleague = await work.AddAsync(MemberRole.Member, "Max Member");
        var draft = await colleague.NewDraftAsync();
        await colleague.PostAsync("/theme");
        await using var owner = new NpgsqlConnection(host.Services.GetRequiredService<DatabaseConnections>().Owner);
        await owner.OpenAsync(TestContext.Current.CancellationToken);
        await using var removal = await owner.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(owner, "DELETE FROM members WHERE workspace_id = $1 AND user_id = $2", work.Place.Id, colleague.Id);

        // The request proved membership, tests the token, and then waits for the removal before it writes.
        var request = colleague.PostAsync($"{colleague.Connections}/new/clickup?draft={draft}", colleague.Form(draft, "Too late", host.ClickUp.Tokens.Owner));
        await Eventually.TrueAsync(async () => await host.ValueAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())") > 0, "the request waits");
        await removal.CommitAsync(TestContext.Current.CancellationToken);

        var answer = await request;
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("so nothing was made", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = $1", work.Place.Id));
    }

    [Fact]
    public async Task A_role_that_there_is_not_changes_nothing()
    {
        var work = await Workplace.NewAsync(host);
        var colleague = await work.AddAsync(MemberRole.Viewer, "Vera Viewer");

        foreach (var role in new[] { "", "9", "-1", "Boss" })
            Assert.Contains("Choose a role", (await work.Owner.PostAsync($"{work.Members}/{colleague.Id}?handler=Role", new() { ["Role"] = role })).Text, StringComparison.Ordinal);
        Assert.Equal(MemberRole.Viewer, await work.RoleOfAsync(colleague.Id));
    }

    [Fact]
    public async Task Somebody_of_another_workspace_is_found_by_nobody()
    {
        var (work, other) = (await Workplace.NewAsync(host), await Workplace.NewAsync(host));
        var (here, never) = ($"{work.Members}/{other.Owner.Id}", $"{work.Members}/{Guid.NewGuid()}");

        Assert.Equal((await work.Owner.OpenAsync(never)).Stable.Replace(never, here, StringComparison.Ordinal), (await work.Owner.OpenAsync(here)).Stable);
        foreach (var handler in new[] { "Role", "Remove" })
            Assert.Equal(HttpStatusCode.NotFound, (await work.Owner.PostAsync($"{here}?handler={handler}", new() { ["Role"] = "Viewer" })).Status);
        Assert.Equal(MemberRole.Owner, await other.RoleOfAsync(other.Owner.Id));
    }

    /// <summary>The same person in a client whose answers can be read while they go on.</summary>
    private static async Task<bool> SignedInAsync(Actor person, HttpClient client, Workplace work)
    {
        var browser = new Browser(client); // the client goes on: it is not disposed of here
        await Account.People.SignInAsync(browser, await work.EmailAsync(person));
        return (await client.GetAsync(work.Members, TestContext.Current.CancellationToken)).IsSuccessStatusCode;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, params object[] values)
    {
#pragma warning disable CA2100 // Constants of the tests.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
