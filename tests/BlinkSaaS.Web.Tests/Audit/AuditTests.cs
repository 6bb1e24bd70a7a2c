using System.Net;
using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Tests.Connections;
using BlinkSaaS.Web.Tests.Members;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Audit;

public sealed class AuditTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public void Every_action_has_words()
    {
        Assert.All(Enum.GetValues<AuditAction>(), action => Assert.NotEmpty(AuditWords.Of(action)));
        Assert.All(Enum.GetValues<AccountAction>(), action =>
        {
            Assert.NotEmpty(BlinkSaaS.Web.Features.Account.History.IndexModel.Words(action));
            Assert.True(Enum.TryParse<AuditAction>($"Member{action}", out _), $"There is no AuditAction.Member{action}.");
        });
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET detail = 'nothing'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    [InlineData("UPDATE audit_visibility SET privacy = 0")]
    [InlineData("DELETE FROM audit_visibility")]
    [InlineData("INSERT INTO audit_visibility SELECT 1, 1, gen_random_uuid(), 0, '{}'")]
    [InlineData("UPDATE account_events SET action = 'SignedOut'")]
    [InlineData("DELETE FROM account_events")]
    public async Task The_web_can_only_add(string statement)
    {
        await Workplace.NewAsync(host);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await RefusedAsync(Ways.Web, statement)).SqlState);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET detail = 'nothing'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    [InlineData("DELETE FROM account_events")]
    public async Task Even_the_owner_of_the_table_is_stopped(string statement)
    {
        await Workplace.NewAsync(host);
        Assert.Contains("only ever added to", (await RefusedAsync(Ways.Owner, statement)).MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_do_with_a_connection_is_written_with_the_change()
    {
        var work = await Workplace.NewAsync(host);
        var id = await work.Owner.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        await host.PullAsync(id);
        await work.Owner.ChangeAsync(id, "Name", new() { ["Name"] = "Client list" });
        await work.Owner.ChangeAsync(id, "Token", new() { ["Fields[apiToken]"] = host.ClickUp.Tokens.Owner });
        await work.Owner.PostAsync($"{work.Owner.Page(id)}?handler=Pause");
        await work.Owner.PostAsync($"{work.Owner.Page(id)}?handler=Resume");
        await work.Owner.PostAsync($"{work.Owner.Settings(id)}/schedule", new() { ["Every"] = BlinkSaaS.Web.Features.Connections.ScheduleView.ValueOf(TimeSpan.FromHours(6)) });
        await work.Owner.PostAsync($"{work.Owner.Page(id)}/streams", new() { ["Streams.Shown"] = "true", ["Streams.Names"] = "tasks", ["Version"] = $"{await host.ValueAsync<uint>("SELECT xmin FROM connections WHERE public_id = $1", id)}" });
        await work.Owner.PostAsync($"{work.Settings}/time-zone", new() { ["Zone"] = "Europe/Oslo" });
        await work.Owner.OpenAsync($"{work.Owner.Data(id)}/tasks/export.csv");
        await work.Owner.ShareAsync(id, "Private");
        await work.Owner.ChangeAsync(id, "Delete", new() { ["Confirm"] = "Client list" });

        var expected = new[]
        {
            "ConnectionCreated|Olive Owner|Client work|Shared with Workspace", "ConnectionRenamed|Olive Owner|Client list|Client work to Client list",
            "ConnectionTokenSwapped|Olive Owner|Client list|", "ConnectionPaused|Olive Owner|Client list|", "ConnectionResumed|Olive Owner|Client list|",
            "ConnectionChanged|Olive Owner|Client list|Its schedule", "ConnectionChanged|Olive Owner|Client list|Which streams are pulled", "WorkspaceSettingChanged|Olive Owner|Acme Studio|Time zone Europe/Oslo",
            "RecordsExported|Olive Owner|Client list|Tasks, csv", "ConnectionPrivacyChanged|Olive Owner|Client list|Shared with Workspace to Private to Me", "ConnectionDeleted|Olive Owner|Client list|",
        };
        Assert.Equal(expected, await work.AuditAsync());
    }

    [Fact]
    public async Task A_change_that_is_refused_leaves_no_entry()
    {
        var work = await Workplace.NewAsync(host);
        var id = await work.Owner.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        var before = await work.AuditAsync();

        await work.Owner.ChangeAsync(id, "Name", new() { ["Name"] = "Too late", ["Version"] = "1" });
        await work.Owner.ChangeAsync(id, "Token", new() { ["Fields[apiToken]"] = "pk_not_a_token_at_all" });

        Assert.Equal(before, await work.AuditAsync());
    }

    [Fact]
    public async Task An_entry_is_seen_by_whoever_sees_the_connection_and_follows_its_privacy()
    {
        var work = await Workplace.NewAsync(host);
        var admin = await work.AddAsync(MemberRole.Admin, "Ada Admin");
        var id = await work.Owner.ConnectAsync("Board of directors", host.ClickUp.Tokens.Owner);
        Assert.True(await SeesAsync(work, admin));

        await work.Owner.ShareAsync(id, "Private");
        Assert.False(await SeesAsync(work, admin));
        Assert.True(await SeesAsync(work, work.Owner));
        Assert.DoesNotContain("directors", (await admin.OpenAsync($"{work.Settings}/audit?q=directors")).Text.Replace("value=\"directors\"", "", StringComparison.Ordinal), StringComparison.Ordinal);

        // Deleted and removed: still its owner's alone.
        await work.Owner.ChangeAsync(id, "Delete", new() { ["Confirm"] = "Board of directors" });
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<BlinkSaaS.Web.Jobs.PurgeDeleted>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await host.RowsAsync("SELECT 1 FROM connections WHERE public_id = $1", id));
        Assert.False(await SeesAsync(work, admin));
        Assert.True(await SeesAsync(work, work.Owner));
    }

    [Fact]
    public async Task An_admin_who_is_not_in_the_team_sees_nothing_of_what_is_shared_with_it()
    {
        var work = await Workplace.NewAsync(host);
        var (admin, author) = (await work.AddAsync(MemberRole.Admin, "Ada Admin"), await work.AddAsync(MemberRole.Member, "Tess Team", inTeam: true));
        await author.ConnectAsync("Board of directors", host.ClickUp.Tokens.Owner, "Team");

        Assert.False(await SeesAsync(work, admin));
        await admin.PostAsync($"{work.Root}/teams/{work.Place.TeamId}?handler=Add", new() { ["Person"] = admin.Id.ToString() });
        Assert.True(await SeesAsync(work, admin));
    }

    [Theory]
    [InlineData(MemberRole.Member)]
    [InlineData(MemberRole.Viewer)]
    public async Task Whoever_is_no_admin_is_told_who_reads_it(MemberRole role)
    {
        var work = await Workplace.NewAsync(host);
        var person = await work.AddAsync(role, "Max Member");

        foreach (var url in new[] { $"{work.Settings}/audit", $"{work.Settings}/audit/export.csv" })
        {
            var answer = await person.OpenAsync(url);
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains(BlinkSaaS.Web.Features.Audit.IndexModel.WhoCan, answer.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("settings/audit", (await person.OpenAsync(work.Members)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_searched_filtered_paged_and_exported()
    {
        var work = await Workplace.NewAsync(host);
        var colleague = await work.AddAsync(MemberRole.Member, "=cmd|' /C calc'!A0");
        await work.RoleAsync(work.Owner, colleague, MemberRole.Viewer);
        await host.RowsAsync("""
            INSERT INTO audit_entries (workspace_id, id, at, actor_id, actor_name, action, kind, target_id, target_name)
            SELECT $1, audit_id(), clock_timestamp(), $2, 'Olive Owner', 'TeamCreated', 'Team', n::text, 'Team 100% ' || n FROM generate_series(1, 60) n
            """, work.Place.Id, work.Owner.Id);
        var here = $"{work.Settings}/audit";

        Assert.Contains("changed the role of", (await work.Owner.OpenAsync($"{here}?kind=member")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Team 100%", (await work.Owner.OpenAsync($"{here}?kind=member")).Text, StringComparison.Ordinal);
        Assert.Contains("Member to Viewer", (await work.Owner.OpenAsync($"{here}?q=changed+the+role")).Text, StringComparison.Ordinal);
        Assert.Contains("Member to Viewer", (await work.Owner.OpenAsync($"{here}?person={colleague.Id}")).Text, StringComparison.Ordinal);
        Assert.Contains("Team 100% 7", (await work.Owner.OpenAsync($"{here}?q=100%25+7")).Text, StringComparison.Ordinal);
        Assert.Contains("No entry matches", (await work.Owner.OpenAsync($"{here}?q=10_%25+7")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await work.Owner.OpenAsync($"{here}?kind=nonsense&person=x&older=y")).Status);

        var first = await work.Owner.OpenAsync(here);
        var second = await work.Owner.OpenAsync(LinkOf(first, "next"));
        Assert.Equal(63, Rows(first) + Rows(second)); // with the two who signed in
        Assert.Equal(first.Text.Split("Team 100% 60").Length, (await work.Owner.OpenAsync(LinkOf(second, "prev"))).Text.Split("Team 100% 60").Length);

        var file = await work.Owner.OpenAsync($"{here}/export.csv?kind=member");
        Assert.Contains("changed the role of,'=cmd|' /C calc'!A0,Member to Viewer", file.Html, StringComparison.Ordinal);
        Assert.Equal(64, (await work.Owner.OpenAsync($"{here}/export.csv")).Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_person_sees_what_happened_to_their_account_and_nobody_elses()
    {
        var work = await Workplace.NewAsync(host);
        using var browser = host.Browse();
        await Account.People.SignInAsync(browser, await work.EmailAsync(work.Owner), "not the password");

        var history = (await work.Owner.OpenAsync("/account/history")).Text;

        Assert.Contains("Signed in", history, StringComparison.Ordinal);
        Assert.Contains("Sign-in refused", history, StringComparison.Ordinal);
        var other = await work.AddAsync(MemberRole.Admin, "Ada Admin");
        Assert.DoesNotContain("Sign-in refused", (await other.OpenAsync("/account/history")).Text, StringComparison.Ordinal);
        await other.PostAsync("/account/sign-out");
        var log = (await work.Owner.OpenAsync($"{work.Settings}/audit?kind=member&person={other.Id}")).Text;
        Assert.Contains("signed in", log, StringComparison.Ordinal);
        Assert.Contains("signed out", log, StringComparison.Ordinal);
        Assert.Contains("had a sign-in refused", (await work.Owner.OpenAsync($"{work.Settings}/audit")).Text, StringComparison.Ordinal);
        Assert.Equal(["SignedIn", "SignedOut"], (await host.RowsAsync("SELECT action FROM account_events WHERE user_id = $1 ORDER BY id", other.Id)).Select(row => row[0]));
    }

    private DatabaseConnections Ways => host.Services.GetRequiredService<DatabaseConnections>();

    private static async Task<bool> SeesAsync(Workplace work, Actor person)
    {
        var page = (await person.OpenAsync($"{work.Settings}/audit")).Text.Contains("Board of directors", StringComparison.Ordinal);
        Assert.Equal(page, (await person.OpenAsync($"{work.Settings}/audit/export.csv")).Html.Contains("Board of directors", StringComparison.Ordinal));
        return page;
    }

    private static int Rows(PageAnswer page) => page.Html.Split("<tr data-row").Length - 1;

    private static string LinkOf(PageAnswer page, string rel) =>
        WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page.Html, $"<a[^>]*href=\"([^\"]+)\"[^>]*rel=\"{rel}\"").Groups[1].Value);

    private static async Task<PostgresException> RefusedAsync(string way, string statement)
    {
        await using var connection = new NpgsqlConnection(way);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Constants of the tests.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        return await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
