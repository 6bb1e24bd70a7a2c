using System.Net;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Account;
using BlinkSaaS.Web.Tests.Connections;
using BlinkSaaS.Web.Tests.Members;

namespace BlinkSaaS.Web.Tests.Invitations;

public sealed class InvitationTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    private const string Dead = "This invitation does not work";

    [Fact]
    public async Task Somebody_new_joins_through_the_mail_and_needs_no_other_confirmation()
    {
        var work = await Workplace.NewAsync(host);
        var email = People.NewEmail();
        var link = await work.LinkAsync(email, MemberRole.Viewer, toTeam: true);

        using var browser = host.Browse();
        Assert.Contains("Olive Owner invites", (await browser.OpenAsync(link)).Text, StringComparison.Ordinal);
        var joined = await JoinAsync(browser, link);

        Assert.Equal($"{work.Root}/connections", joined.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(joined.Location!)).Status);
        Assert.Contains("Delivery", (await browser.OpenAsync($"{work.Root}/teams/{work.Place.TeamId}")).Text, StringComparison.Ordinal);
        var rows = await host.RowsAsync("SELECT m.role, u.email_confirmed, (SELECT count(*) FROM team_members t WHERE t.user_id = u.id) FROM members m JOIN \"AspNetUsers\" u ON u.id = m.user_id WHERE u.email = $1", email);
        Assert.Equal([(int)MemberRole.Viewer, true, 1L], Assert.Single(rows));
        Assert.Equal(1, await host.CountMailsAsync(email));
        Assert.Contains($"MemberJoined|Nina New|Acme Studio|as Viewer, invited by Olive Owner", await work.AuditAsync());

        using var second = host.Browse();
        await AssertDeadAsync(second, link);
    }

    [Fact]
    public async Task Somebody_with_an_account_signs_in_and_joins()
    {
        var work = await Workplace.NewAsync(host);
        var (_, email) = await host.JoinAsync();
        var link = await work.LinkAsync(email, MemberRole.Admin);

        using var browser = host.Browse();
        Assert.Equal(link, (await browser.SignInAsync(email, query: $"?returnUrl={Uri.EscapeDataString(link)}")).Location);
        var joined = await browser.SendAsync(link, [], "/invitation?handler=Join");

        Assert.Equal($"{work.Root}/connections", joined.Location);
        Assert.Contains("Admin", (await browser.OpenAsync(work.Members)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_reads_the_same_whether_the_address_has_an_account_or_not()
    {
        var work = await Workplace.NewAsync(host);
        var (_, known) = await host.JoinAsync();
        var unknown = People.NewEmail();
        var pages = new List<(HttpStatusCode, string?, string)>();
        foreach (var email in new[] { known, unknown })
        {
            var asked = await work.InviteAsync(work.Owner, email);
            pages.Add((asked.Status, asked.Location, asked.Html));
            var link = await host.LinkAsync(email, Workplace.Subject);
            using var stranger = host.Browse();
            var page = await stranger.OpenAsync(link);
            pages.Add((page.Status, page.Location, Plain(page.Stable, email, link)));
            pages.Add((HttpStatusCode.OK, null, Plain((await host.MailAsync(email, Workplace.Subject)).Text, email, link)));
        }

        Assert.Equal(pages[..3], pages[3..]);
        var listing = await work.Owner.OpenAsync(work.Members);
        Assert.Equal(RowOf(listing.Html, known), RowOf(listing.Html, unknown));
    }

    [Fact]
    public async Task A_known_address_is_sent_to_its_own_password()
    {
        var work = await Workplace.NewAsync(host);
        var (_, email) = await host.JoinAsync();
        var link = await work.LinkAsync(email);

        using var browser = host.Browse();
        var answer = await JoinAsync(browser, link);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Sign in with its own password", answer.Text, StringComparison.Ordinal);
        Assert.Equal("/", (await browser.SignInAsync(email)).Location);
    }

    [Fact]
    public async Task Another_account_cannot_use_it()
    {
        var work = await Workplace.NewAsync(host);
        var link = await work.LinkAsync(People.NewEmail());
        var (browser, email) = await host.JoinAsync();

        Assert.Contains($"and you are {email}", (await browser.OpenAsync(link)).Text, StringComparison.Ordinal);
        var actor = await host.ActorAsync(await host.PlaceAsync(), name: "Sam Sneak");
        var tried = await actor.PostAsync("/invitation?handler=Join", new() { ["code"] = CodeOf(link) });

        Assert.Equal(HttpStatusCode.OK, tried.Status);
        Assert.Null(await work.RoleOfAsync(actor.Id));
    }

    [Fact]
    public async Task Taken_back_expired_replaced_and_made_up_links_read_the_same()
    {
        var work = await Workplace.NewAsync(host);
        var (revoked, expired, replaced) = (People.NewEmail(), People.NewEmail(), People.NewEmail());
        var links = new List<string> { await work.LinkAsync(revoked), await work.LinkAsync(expired), await work.LinkAsync(replaced), "/invitation?code=never", "/invitation" };
        await work.Owner.PostAsync($"{work.Members}?handler=Revoke", new() { ["invitation"] = await IdAsync(revoked) });
        await host.RowsAsync("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE email = $1", expired);
        Assert.Contains("less than a minute ago", (await AgainAsync(work, replaced)).Text, StringComparison.Ordinal);
        await host.RowsAsync("UPDATE invitations SET sent_at = sent_at - interval '2 minutes' WHERE email = $1", replaced);
        Assert.Equal(work.Members, (await AgainAsync(work, replaced)).Location);

        using var browser = host.Browse();
        var pages = new List<string>();
        foreach (var link in links)
        {
            var page = await browser.OpenAsync(link);
            Assert.Equal(HttpStatusCode.NotFound, page.Status);
            pages.Add(page.Stable);
        }

        Assert.Single(pages.Distinct());
        Assert.Contains(Dead, pages[0], StringComparison.Ordinal);
        // The one that was sent again works by its new link, and an expired one leaves room for another.
        var again = await WaitForOtherLinkAsync(replaced, links[2]);
        Assert.Contains("Olive Owner invites", (await browser.OpenAsync(again)).Text, StringComparison.Ordinal);
        Assert.Equal(work.Members, (await work.InviteAsync(work.Owner, expired)).Location);
    }

    [Fact]
    public async Task The_same_invitation_accepted_many_times_at_once_lets_one_in()
    {
        var work = await Workplace.NewAsync(host);
        var email = People.NewEmail();
        var link = await work.LinkAsync(email);
        var browsers = Enumerable.Range(0, 6).Select(_ => host.Browse()).ToList();

        var answers = await Task.WhenAll(browsers.Select((browser, i) => JoinAsync(browser, link, $"Person {i}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Redirect);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Redirect), answer =>
            Assert.True(answer.Text.Contains(Dead, StringComparison.Ordinal) || answer.Text.Contains("has an account already", StringComparison.Ordinal), answer.Text));
        Assert.Equal(1L, await host.ValueAsync<long>("SELECT count(*) FROM members m JOIN \"AspNetUsers\" u ON u.id = m.user_id WHERE u.email = $1", email));
        Assert.Single(await work.AuditAsync(), line => line.StartsWith("MemberJoined", StringComparison.Ordinal));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task One_account_in_several_windows_joins_once()
    {
        var work = await Workplace.NewAsync(host);
        var person = await host.ActorAsync(await host.PlaceAsync(), name: "Wanda Windows");
        var link = await work.LinkAsync(await work.EmailAsync(person));
        await person.PostAsync("/theme"); // the antiforgery token is fetched once

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => person.PostAsync("/invitation?handler=Join", new() { ["code"] = CodeOf(link) })));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Redirect);
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
        Assert.Equal(MemberRole.Member, await work.RoleOfAsync(person.Id));
        Assert.Single(await work.AuditAsync(), line => line.StartsWith("MemberJoined", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_that_somebody_prepared_for_the_address_is_taken_over()
    {
        var work = await Workplace.NewAsync(host);
        var email = People.NewEmail();
        using var squatter = host.Browse();
        await squatter.RegisterAsync(email, "a stranger's sentence", "Not You");
        var link = await work.LinkAsync(email);

        using var browser = host.Browse();
        Assert.Equal($"{work.Root}/connections", (await JoinAsync(browser, link)).Location);

        Assert.NotEqual("/", (await squatter.SignInAsync(email, "a stranger's sentence")).Location);
        Assert.Contains("Nina New", (await browser.OpenAsync(work.Members)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_owners_and_admins_invite_and_only_owners_invite_owners()
    {
        var work = await Workplace.NewAsync(host);
        var (admin, member) = (await work.AddAsync(MemberRole.Admin, "Ada Admin"), await work.AddAsync(MemberRole.Member, "Max Member"));

        var refused = await work.InviteAsync(member, People.NewEmail());
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains(MemberRights.WhoCan, refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await work.InviteAsync(admin, People.NewEmail(), MemberRole.Owner)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await work.InviteAsync(admin, People.NewEmail(), MemberRole.Admin)).Status);
        Assert.DoesNotContain("handler=Invite", (await member.OpenAsync(work.Members)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", (await member.OpenAsync(work.Members)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_invite_any_more_has_invited_nobody()
    {
        var work = await Workplace.NewAsync(host);
        var admin = await work.AddAsync(MemberRole.Admin, "Ada Admin");
        var email = People.NewEmail();
        await work.InviteAsync(admin, email, MemberRole.Admin);
        var link = await host.LinkAsync(email, Workplace.Subject);

        Assert.Equal(HttpStatusCode.Redirect, (await work.RemoveAsync(work.Owner, admin)).Status);

        using var browser = host.Browse();
        await AssertDeadAsync(browser, link);
    }

    [Fact]
    public async Task The_database_does_not_know_the_code()
    {
        var work = await Workplace.NewAsync(host);
        var email = People.NewEmail();
        var code = CodeOf(await work.LinkAsync(email));

        Assert.DoesNotContain(code, await host.ValueAsync<string>("SELECT i::text FROM invitations i WHERE email = $1", email), StringComparison.Ordinal);
    }

    private static Task<PageAnswer> JoinAsync(Browser browser, string link, string name = "Nina New") =>
        browser.SendAsync(link, new() { ["Name"] = name, ["Password"] = People.Password }, "/invitation?handler=New");

    private static async Task AssertDeadAsync(Browser browser, string link)
    {
        var answer = await browser.OpenAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains(Dead, answer.Text, StringComparison.Ordinal);
    }

    private async Task<PageAnswer> AgainAsync(Workplace work, string email) =>
        await work.Owner.PostAsync($"{work.Members}?handler=Again", new() { ["invitation"] = await IdAsync(email) });

    private async Task<string> IdAsync(string email) => $"{await host.ValueAsync<int>("SELECT id FROM invitations WHERE email = $1 AND revoked_at IS NULL", email)}";

    private async Task<string> WaitForOtherLinkAsync(string email, string first)
    {
        var link = first;
        await Eventually.TrueAsync(async () => (link = await host.LinkAsync(email, Workplace.Subject)) != first, "a mail with another link");
        return link;
    }

    private static string CodeOf(string link) => link.Split("code=")[1];

    private static string Plain(string text, string email, string link) => text.Replace(CodeOf(link), "CODE", StringComparison.Ordinal).Replace(email, "EMAIL", StringComparison.Ordinal);

    private static string RowOf(string html, string email) => Plain(System.Text.RegularExpressions.Regex.Replace(html.Split("invited-table")[1].Split("<tr data-row")
        .Single(row => row.Contains(email, StringComparison.Ordinal)).Split("</tr>")[0], "(name=\"__RequestVerificationToken\"[^>]*|name=\"invitation\" value=\"\\d+\"|<time.*?</time>)", ""), email, "?code=CODE").Trim();
}
