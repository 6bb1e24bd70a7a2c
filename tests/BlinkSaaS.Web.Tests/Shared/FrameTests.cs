using System.Net;

namespace BlinkSaaS.Web.Tests.Shared;

/// <summary>What every answer has: headers, a theme, an error page.</summary>
public sealed class FrameTests(WebHost host) : IClassFixture<WebHost>
{
    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account/profile")]
    [InlineData("/css/base.css")]
    public async Task Every_answer_carries_the_security_headers(string url)
    {
        using var browser = host.Browse();
        var answer = await browser.OpenAsync(url);

        var policy = Assert.Single(answer.Headers["Content-Security-Policy"]);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers["X-Content-Type-Options"]));
    }

    [Fact]
    public async Task Pages_have_nothing_inline()
    {
        using var browser = host.Browse();
        foreach (var url in new[] { "/account/sign-in", "/account/register", "/account/check-mail" })
        {
            var html = (await browser.OpenAsync(url)).Html;
            Assert.DoesNotMatch(@"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", html);
        }
    }

    [Fact]
    public async Task The_theme_is_written_by_the_server_and_leads_back()
    {
        var (browser, _) = await Account.People.JoinAsync(host);

        var chosen = await browser.SendAsync("/account/profile", new() { ["theme"] = "dark" }, "/theme");
        Assert.Equal("/account/profile", chosen.Location);
        Assert.Contains("<html lang=\"en\" data-bs-theme=\"dark\">", (await browser.OpenAsync("/account/profile")).Html, StringComparison.Ordinal);
        await browser.SendAsync("/account/profile", new() { ["theme"] = "\"><script>" }, "/theme");
        Assert.Contains("data-bs-theme=\"dark\"", (await browser.OpenAsync("/account/profile")).Html, StringComparison.Ordinal);
        Assert.Equal("/", (await browser.SendAsync("/account/profile", new() { ["theme"] = "light", ["returnUrl"] = "//evil.example" }, "/theme")).Location);
    }

    [Fact]
    public async Task What_is_not_there_is_a_page_that_says_so()
    {
        var (browser, _) = await Account.People.JoinAsync(host);
        var answer = await browser.OpenAsync("/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("There is nothing here", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_mails_are_hidden_where_the_listening_address_is_not_known_to_be_loopback()
    {
        // The test server listens nowhere, so the gate cannot know.
        using var browser = host.Browse();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/dev/mail")).Status);
    }

    [Fact]
    public async Task A_form_that_is_too_old_says_what_to_do()
    {
        using var browser = host.Browse();
        using var answer = await browser.PostBareAsync("/account/sign-in", new() { ["Email"] = "a@b.example" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("This form is too old", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
