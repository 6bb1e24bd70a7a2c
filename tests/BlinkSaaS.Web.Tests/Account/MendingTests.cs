using System.Net;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>Forgotten passwords, new passwords, new addresses, new names.</summary>
public sealed class MendingTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Forgot_answers_the_same_for_known_and_unknown_addresses()
    {
        using var browser = host.Browse();
        var (_, known) = await host.JoinAsync();
        var unknown = People.NewEmail();

        var first = await browser.SendAsync("/account/forgot", new() { ["Email"] = known });
        var second = await browser.SendAsync("/account/forgot", new() { ["Email"] = unknown });

        Assert.Equal((first.Status, first.Location, first.Html), (second.Status, second.Location, second.Html));
        await host.MailAsync(known, "Choose a new password");
        Assert.Equal(0, await host.CountMailsAsync(unknown));
    }

    [Fact]
    public async Task A_reset_link_changes_the_password_once()
    {
        using var browser = host.Browse();
        var (_, email) = await host.JoinAsync();
        await browser.SendAsync("/account/forgot", new() { ["Email"] = email });
        var link = await host.LinkAsync(email, "Choose a new password");

        var changed = await browser.SendAsync(link, new() { ["Password"] = "the second sentence" });
        var again = await browser.SendAsync(link, new() { ["Password"] = "the third sentence" });

        Assert.Contains("The password is changed", changed.Text, StringComparison.Ordinal);
        Assert.Contains("The link was used before", again.Text, StringComparison.Ordinal);
        Assert.Equal("/", (await browser.SignInAsync(email, "the second sentence")).Location);
        await host.MailAsync(email, "Your password was changed");
    }

    [Theory]
    [InlineData("/account/reset?user=00000000-0000-0000-0000-000000000000&code=x")]
    [InlineData("/account/reset?user=nonsense&code=%F0%9F%92%A5")]
    [InlineData("/account/reset")]
    public async Task A_mistyped_link_changes_nothing_and_says_what_to_do(string link)
    {
        using var browser = host.Browse();
        var answer = await browser.SendAsync(link, new() { ["Password"] = "the second sentence" });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("The password is not changed", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_the_password_needs_the_current_one()
    {
        var (browser, email) = await host.JoinAsync();

        var refused = await browser.SendAsync("/account/password", new() { ["Current"] = "not the password", ["New"] = "the second sentence" });
        Assert.Contains("This is not the password of this account", refused.Text, StringComparison.Ordinal);
        await browser.SendAsync("/account/password", new() { ["Current"] = People.Password, ["New"] = "the second sentence" });

        using var other = host.Browse();
        Assert.Equal("/", (await other.SignInAsync(email, "the second sentence")).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task A_new_address_counts_from_when_its_link_is_opened()
    {
        var (browser, former) = await host.JoinAsync();
        var wanted = People.NewEmail();

        var asked = await browser.SendAsync("/account/profile", new() { ["NewEmail"] = wanted, ["Password"] = People.Password }, "/account/profile?handler=Email");
        Assert.Equal("/account/check-mail?for=change", asked.Location);
        using var other = host.Browse();
        Assert.NotEqual("/", (await other.SignInAsync(wanted)).Location);

        await browser.SendAsync(await host.LinkAsync(wanted, "Confirm your new address"), []);
        Assert.Equal("/", (await other.SignInAsync(wanted)).Location);
        using var third = host.Browse();
        Assert.NotEqual("/", (await third.SignInAsync(former)).Location);
        await host.MailAsync(former, "Your address was changed");
    }

    [Fact]
    public async Task An_address_that_belongs_to_somebody_gets_the_same_answer_and_stays_theirs()
    {
        var (browser, _) = await host.JoinAsync();
        var (_, taken) = await host.JoinAsync();

        var asked = await browser.SendAsync("/account/profile", new() { ["NewEmail"] = taken, ["Password"] = People.Password }, "/account/profile?handler=Email");

        Assert.Equal("/account/check-mail?for=change", asked.Location);
        await host.MailAsync(taken, "Somebody wants to use your address");
    }

    [Fact]
    public async Task A_name_can_be_changed_and_is_shown()
    {
        var (browser, _) = await host.JoinAsync();
        await browser.SendAsync("/account/profile", new() { ["Name"] = "Ümit <b>Şen</b>" }, "/account/profile?handler=Name");

        var page = await browser.OpenAsync("/account/profile");
        Assert.Contains("Your name is saved", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"Ümit &lt;b&gt;Şen&lt;/b&gt;\"", page.Html, StringComparison.Ordinal);
    }
}
