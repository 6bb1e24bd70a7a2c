using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>Where somebody is signed in, and how that ends.</summary>
public sealed partial class SessionTests(AccountHost host) : IClassFixture<AccountHost>
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string Safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";

    [Fact]
    public async Task Ending_a_session_signs_that_browser_out_with_its_next_request()
    {
        var (here, email) = await host.JoinAsync();
        using var phone = host.BrowseAs(Safari);
        using var laptop = host.BrowseAs(Firefox);
        await phone.SignInAsync(email);
        await laptop.SignInAsync(email);

        var list = await here.OpenAsync("/account/sessions");
        Assert.Contains("3 browsers", list.Text, StringComparison.Ordinal);
        Assert.Contains("Safari on iPhone", list.Text, StringComparison.Ordinal);
        Assert.Contains("Firefox on Linux", list.Text, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(list.Text, "This browser"));

        var id = EndOf("Safari on iPhone").Match(list.Html).Groups[1].Value;
        await here.SendAsync("/account/sessions", new() { ["session"] = id }, "/account/sessions?handler=End");

        Assert.StartsWith("http://localhost/account/sign-in", (await phone.OpenAsync("/account/profile")).Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await laptop.OpenAsync("/account/profile")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task All_others_end_at_once_and_this_one_stays()
    {
        var (here, email) = await host.JoinAsync();
        using var phone = host.BrowseAs(Safari);
        await phone.SignInAsync(email);

        await here.SendAsync("/account/sessions", [], "/account/sessions?handler=EndOthers");

        Assert.Equal(HttpStatusCode.Redirect, (await phone.OpenAsync("/account/profile")).Status);
        Assert.Contains("This browser only", (await here.OpenAsync("/account/sessions")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_ends_a_session_of_somebody_else()
    {
        var (mine, _) = await host.JoinAsync();
        var (theirs, email) = await host.JoinAsync();
        using var phone = host.BrowseAs(Safari);
        await phone.SignInAsync(email);
        var id = EndOf("Safari on iPhone").Match((await theirs.OpenAsync("/account/sessions")).Html).Groups[1].Value;
        Assert.NotEmpty(id);

        var token = Token().Match((await mine.OpenAsync("/account/profile")).Html).Groups[1].Value;
        using var answer = await mine.PostBareAsync("/account/sessions?handler=End", new() { ["session"] = id, ["__RequestVerificationToken"] = token });

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await phone.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session()
    {
        var (here, email) = await host.JoinAsync();
        using var phone = host.BrowseAs(Safari);
        await phone.SignInAsync(email);

        await here.SendAsync("/account/password", new() { ["Current"] = People.Password, ["New"] = "the second sentence" });

        Assert.Equal(HttpStatusCode.Redirect, (await phone.OpenAsync("/account/profile")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task A_reset_ends_every_session()
    {
        var (here, email) = await host.JoinAsync();
        using var other = host.Browse();
        await other.SendAsync("/account/forgot", new() { ["Email"] = email });
        await other.SendAsync(await host.LinkAsync(email, "Choose a new password"), new() { ["Password"] = "the second sentence" });

        Assert.Equal(HttpStatusCode.Redirect, (await here.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task A_stolen_cookie_dies_with_signing_out()
    {
        var (_, email) = await host.JoinAsync();
        using var here = host.Browse();
        var signedIn = await here.SignInAsync(email);
        var cookie = signedIn.Headers["Set-Cookie"].Single(c => c.StartsWith("blinksaas=", StringComparison.Ordinal)).Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await host.OpenWithCookieAsync("/account/profile", cookie)).Status);

        await here.SendAsync("/account/profile", [], "/account/sign-out");

        Assert.Equal(HttpStatusCode.Redirect, (await host.OpenWithCookieAsync("/account/profile", cookie)).Status);
    }

    [Fact]
    public async Task Signing_in_again_replaces_the_session_of_this_browser()
    {
        var (here, email) = await host.JoinAsync();
        await here.SendAsync("/account/profile", [], "/account/sign-out");
        await here.SignInAsync(email);

        Assert.Equal(1, await host.AskAsync(database => database.Sessions.CountAsync(s => s.User!.Email == email)));
    }

    [Fact]
    public async Task Last_seen_moves_on_with_requests()
    {
        var (here, email) = await host.JoinAsync();
        var before = await SeenAsync(email);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await here.OpenAsync("/account/profile");

        Assert.True(await SeenAsync(email) > before);
    }

    [Theory]
    [InlineData("https", "__Host-blinksaas")]
    [InlineData("http", "blinksaas")]
    public async Task Cookies_are_out_of_reach_of_scripts_and_other_hosts(string scheme, string name)
    {
        var (_, email) = await host.JoinAsync();
        using var here = host.BrowseAs(Firefox, scheme);
        var answer = await here.SignInAsync(email);

        foreach (var cookie in new[] { name + "=", name + "-known=" })
        {
            var text = answer.Headers["Set-Cookie"].Single(c => c.StartsWith(cookie, StringComparison.Ordinal));
            Assert.Contains("; httponly", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=lax", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", text, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(scheme == "https", text.Contains("; secure", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("domain=", text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(HttpStatusCode.OK, (await here.OpenAsync("/account/profile")).Status);
    }

    private Task<DateTimeOffset> SeenAsync(string email) => host.AskAsync(database => database.Sessions.Where(s => s.User!.Email == email).Select(s => s.SeenAt).SingleAsync());

    private static Regex EndOf(string browser) => new($"name=\"session\" value=\"([0-9a-f-]+)\"[^>]*>(?:(?!</form>).)*?{browser}", RegexOptions.Singleline);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
