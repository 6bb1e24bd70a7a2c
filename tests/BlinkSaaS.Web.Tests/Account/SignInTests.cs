using System.Net;

namespace BlinkSaaS.Web.Tests.Account;

public sealed class SignInTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Wrong_password_unknown_address_and_unconfirmed_address_read_the_same()
    {
        using var browser = host.Browse();
        var (_, known) = await host.JoinAsync();
        var unconfirmed = People.NewEmail();
        await browser.RegisterAsync(unconfirmed);

        var answers = new List<string>();
        foreach (var (email, password) in new[] { (known, "not the password"), (People.NewEmail(), "not the password"), (unconfirmed, People.Password) })
        {
            var answer = await browser.SignInAsync(email, password);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            answers.Add(answer.Stable.Replace(email, "", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("do not open an account", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_is_led_back_to_where_they_wanted_to_go_and_never_elsewhere()
    {
        var (_, email) = await host.JoinAsync();
        using var browser = host.Browse();

        var asked = await browser.OpenAsync("/account/profile?tab=1");
        Assert.Equal("http://localhost/account/sign-in?returnUrl=%2Faccount%2Fprofile%3Ftab%3D1", asked.Location);
        Assert.Equal("/account/profile?tab=1", (await browser.SignInAsync(email, query: "?returnUrl=%2Faccount%2Fprofile%3Ftab%3D1")).Location);
        foreach (var elsewhere in new[] { "https://evil.example", "//evil.example", "/\\evil.example" })
        {
            using var other = host.Browse();
            Assert.Equal("/", (await other.SignInAsync(email, query: "?returnUrl=" + Uri.EscapeDataString(elsewhere))).Location);
        }
    }

    [Fact]
    public async Task After_eight_wrong_tries_the_right_password_is_refused_in_the_same_words()
    {
        var (_, email) = await host.JoinAsync();
        using var browser = host.Browse();
        PageAnswer wrong = null!;
        for (var i = 0; i < 8; i++)
            wrong = await browser.SignInAsync(email, "not the password");

        Assert.Equal(wrong.Stable, (await browser.SignInAsync(email)).Stable);
    }

    [Fact]
    public async Task Signing_out_needs_the_form_and_ends_the_session()
    {
        var (browser, _) = await host.JoinAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostBareAsync("/account/sign-out", [])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/account/profile")).Status);
        Assert.Equal("/account/sign-in", (await browser.SendAsync("/account/profile", [], "/account/sign-out")).Location);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task A_fragment_and_a_stream_are_refused_instead_of_answered_with_the_sign_in_page()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        using var fragment = new HttpRequestMessage(HttpMethod.Get, "/account/profile") { Headers = { { "HX-Request", "true" } } };
        using var stream = new HttpRequestMessage(HttpMethod.Get, "/account/profile") { Headers = { { "Accept", "text/event-stream" } } };

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(fragment, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(stream, TestContext.Current.CancellationToken)).StatusCode);
    }
}
