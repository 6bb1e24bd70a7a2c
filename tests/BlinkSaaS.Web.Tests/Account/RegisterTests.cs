using System.Net;

namespace BlinkSaaS.Web.Tests.Account;

public sealed class RegisterTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Registering_and_confirming_leads_into_a_workspace_of_ones_own()
    {
        var (browser, _) = await host.JoinAsync();

        var home = await browser.OpenAsync("/");
        Assert.StartsWith("/w/acme-studio", home.Location, StringComparison.Ordinal);
        Assert.Contains("Acme Studio", (await browser.OpenAsync(home.Location!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_address_gets_the_same_answer_and_a_mail_instead_of_an_account()
    {
        using var browser = host.Browse();
        var (_, known) = await host.JoinAsync();

        var first = await browser.RegisterAsync(People.NewEmail());
        var second = await browser.RegisterAsync(known, "another long sentence");

        Assert.Equal((first.Status, first.Location, first.Html), (second.Status, second.Location, second.Html));
        Assert.Contains("/account/sign-in", (await host.MailAsync(known, "You have an account already")).Text, StringComparison.Ordinal);
        Assert.Equal("/", (await browser.SignInAsync(known)).Location);
    }

    [Fact]
    public async Task The_link_alone_does_not_confirm_an_account_that_somebody_else_prepared()
    {
        var email = People.NewEmail();
        using var stranger = host.Browse();
        using var owner = host.Browse();
        await stranger.RegisterAsync(email, "a stranger's sentence");

        var link = await host.LinkAsync(email, "Confirm your address");
        var answer = await owner.SendAsync(link, new() { ["Password"] = People.Password });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("do not fit together", answer.Text, StringComparison.Ordinal);
        Assert.NotEqual("/", (await stranger.SignInAsync(email, "a stranger's sentence")).Location);
    }

    [Fact]
    public async Task Registering_again_before_confirming_makes_the_earlier_link_useless()
    {
        var email = People.NewEmail();
        using var browser = host.Browse();
        await browser.RegisterAsync(email, "the first sentence");
        var early = await host.LinkAsync(email, "Confirm your address");
        await browser.RegisterAsync(email, "the second sentence");

        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(early, new() { ["Password"] = "the first sentence" })).Status);
    }

    [Theory]
    [InlineData("Name", "", "Enter your name")]
    [InlineData("Name", "two\nlines", "Remove line breaks")]
    [InlineData("Email", "nobody", "Enter the whole e-mail address")]
    [InlineData("Email", "a@b.example\r\nBcc: c@d.example", "Enter the whole e-mail address")]
    [InlineData("Password", "short", "Choose a password of 10 to 200 characters")]
    public async Task What_is_wrong_is_said_on_top_and_at_the_field(string field, string value, string message)
    {
        using var browser = host.Browse();
        var fields = new Dictionary<string, string> { ["Name"] = "Mara Quill", ["Email"] = People.NewEmail(), ["Password"] = People.Password, [field] = value };

        var answer = await browser.SendAsync("/account/register", fields);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("<title>Error: ", answer.Html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"#{field}\">{message}", answer.Html, StringComparison.Ordinal);
        Assert.Matches($"<input[^>]*aria-describedby=\"{field}-error[^>]*aria-invalid=\"true\"[^>]*id=\"{field}\"", answer.Html);
        Assert.DoesNotContain(People.Password, answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_in_a_name_stays_text()
    {
        using var browser = host.Browse();
        var answer = await browser.RegisterAsync("no address", name: "<script>alert(1)</script>");

        Assert.DoesNotContain("<script>alert", answer.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", answer.Html, StringComparison.Ordinal);
    }
}
