using System.Net;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>Codes of an authenticator app, and the recovery codes beside them.</summary>
public sealed class SecondFactorTests(AccountHost host) : IClassFixture<AccountHost>
{
    [Fact]
    public async Task With_an_app_the_password_alone_opens_nothing()
    {
        var (_, email, app) = await PersonWithAppAsync();
        using var browser = host.Browse();

        Assert.Equal("/account/code", (await browser.SignInAsync(email)).Location);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.OpenAsync("/account/profile")).Status);
        var wrong = await SendCodeAsync(browser, "000000");
        Assert.Contains("This code does not fit", wrong.Text, StringComparison.Ordinal);
        Assert.Equal("/", (await SendCodeAsync(browser, app.Code(1))).Location);
        Assert.Contains("with password and code", (await browser.OpenAsync("/account/sessions")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_taken_once_even_within_its_half_minute()
    {
        var (_, email, app) = await PersonWithAppAsync();
        using var first = host.Browse();
        using var second = host.Browse();
        await first.SignInAsync(email);
        await second.SignInAsync(email);
        var code = app.Code(1);

        Assert.Equal("/", (await SendCodeAsync(first, code)).Location);
        Assert.Contains("was used before", (await SendCodeAsync(second, code)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_that_set_the_app_up_does_not_sign_in()
    {
        var (browser, email) = await host.JoinAsync();
        var app = await host.SetUpAppAsync(browser);
        using var other = host.Browse();
        await other.SignInAsync(email);

        Assert.Contains("was used before", (await SendCodeAsync(other, app.SetUpWith)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_requests_with_one_code_at_the_same_moment_one_is_let_in()
    {
        var (_, email, app) = await PersonWithAppAsync();
        var browsers = new[] { host.Browse(), host.Browse(), host.Browse() };
        foreach (var browser in browsers)
            await browser.SignInAsync(email);
        var code = app.Code(1);

        var answers = await Task.WhenAll(browsers.Select(browser => SendCodeAsync(browser, code)));

        Assert.Single(answers, answer => answer.Location == "/");
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once()
    {
        var (_, email, app) = await PersonWithAppAsync();
        Assert.Equal(10, app.RecoveryCodes.Distinct().Count());
        using var first = host.Browse();
        using var second = host.Browse();
        await first.SignInAsync(email);
        await second.SignInAsync(email);

        Assert.Equal("/", (await SendCodeAsync(first, app.RecoveryCodes[3].ToUpperInvariant().Replace('-', ' '), recovery: true)).Location);
        Assert.Contains("not one of your unused recovery codes", (await SendCodeAsync(second, app.RecoveryCodes[3], recovery: true)).Text, StringComparison.Ordinal);
        Assert.Contains("9 of 10 left", (await first.OpenAsync("/account/security")).Text, StringComparison.Ordinal);
        Assert.Contains("9 are left", (await host.MailAsync(email, "A recovery code was used")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_old_ones()
    {
        var (browser, email, app) = await PersonWithAppAsync();
        var made = await browser.SendAsync("/account/security", [], "/account/security?handler=RecoveryCodes");
        Assert.Contains("New recovery codes are made", made.Text, StringComparison.Ordinal);
        using var other = host.Browse();
        await other.SignInAsync(email);

        Assert.Contains("not one of your unused", (await SendCodeAsync(other, app.RecoveryCodes[0], recovery: true)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_five_wrong_codes_none_is_looked_at_for_ten_minutes_but_recovery_codes_work()
    {
        var (_, email, app) = await PersonWithAppAsync();
        using var browser = host.Browse();
        using var other = host.Browse();
        await browser.SignInAsync(email);
        await other.SignInAsync(email);
        for (var i = 0; i < 5; i++)
            await SendCodeAsync(browser, "000000");

        Assert.Contains("none is looked at for a while", (await SendCodeAsync(browser, app.Code(1))).Text, StringComparison.Ordinal);
        await host.MailAsync(email, "Wrong codes after your password");
        Assert.Equal("/", (await SendCodeAsync(other, app.RecoveryCodes[0], recovery: true)).Location);
        host.Clock.Advance(TimeSpan.FromMinutes(11));
        await browser.SignInAsync(email);
        Assert.Equal("/", (await SendCodeAsync(browser, app.Code())).Location);
    }

    [Fact]
    public async Task Turning_the_app_off_asks_for_its_code()
    {
        var (browser, email, app) = await PersonWithAppAsync();

        var refused = await browser.SendAsync("/account/security", new() { ["code"] = "000000" }, "/account/security?handler=TurnOff");
        Assert.Contains("Enter the code that the app shows now", refused.Text, StringComparison.Ordinal);
        await browser.SendAsync("/account/security", new() { ["code"] = app.Code(1) }, "/account/security?handler=TurnOff");

        using var other = host.Browse();
        Assert.Equal("/", (await other.SignInAsync(email)).Location);
        await host.MailAsync(email, "Signing in no longer asks for a code");
        Assert.False(await host.AskAsync(database => database.RecoveryCodes.AnyAsync(c => database.Users.Any(u => u.Id == c.UserId && u.Email == email))));
    }

    [Fact]
    public async Task What_changes_the_ways_of_signing_in_asks_for_a_recent_proof()
    {
        var (browser, _) = await host.JoinAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(16));

        var asked = await browser.OpenAsync("/account/authenticator");
        Assert.Equal("/account/again?returnUrl=%2Faccount%2Fauthenticator", asked.Location);
        Assert.Contains("This is not the password", (await browser.SendAsync(asked.Location!, new() { ["Password"] = "not the password" })).Text, StringComparison.Ordinal);
        Assert.Equal("/account/authenticator", (await browser.SendAsync(asked.Location!, new() { ["Password"] = People.Password })).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/account/authenticator")).Status);
    }

    [Fact]
    public async Task Setting_up_ends_the_sessions_that_a_password_alone_opened()
    {
        var (browser, email) = await host.JoinAsync();
        using var other = host.Browse();
        await other.SignInAsync(email);

        await host.SetUpAppAsync(browser);

        Assert.Equal(HttpStatusCode.Redirect, (await other.OpenAsync("/account/profile")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task The_key_is_shown_as_picture_and_text_and_kept_sealed()
    {
        var (browser, email) = await host.JoinAsync();
        var page = await browser.OpenAsync("/account/authenticator");
        Assert.Contains("<svg class=\"qr\" role=\"img\"", page.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", page.Html);
        Assert.Contains("no-store", string.Join(' ', page.Headers["Cache-Control"]), StringComparison.Ordinal);

        var app = await host.SetUpAppAsync(browser);
        var row = await host.AskAsync(database => database.Authenticators.SingleAsync(a => database.Users.Any(u => u.Id == a.UserId && u.Email == email)));
        Assert.True(row.Secret.AsSpan().IndexOf(app.Key) < 0, "The key lies open in the database.");
    }

    [Fact]
    public async Task The_second_step_needs_the_first_one()
    {
        var (browser, email, app) = await PersonWithAppAsync();
        using var stranger = host.Browse();
        Assert.Equal("/account/sign-in", (await stranger.OpenAsync("/account/code")).Location);

        using var early = host.Browse();
        await early.SignInAsync(email);
        await browser.SendAsync("/account/password", new() { ["Current"] = People.Password, ["New"] = "the second sentence" });
        Assert.Equal("/account/sign-in", (await early.OpenAsync("/account/code")).Location);
        Assert.NotEmpty(app.RecoveryCodes);
    }

    private async Task<(Browser Browser, string Email, App App)> PersonWithAppAsync()
    {
        var (browser, email) = await host.JoinAsync();
        return (browser, email, await host.SetUpAppAsync(browser));
    }

    private static Task<PageAnswer> SendCodeAsync(Browser browser, string code, bool recovery = false) =>
        browser.SendAsync($"/account/code?recovery={(recovery ? "true" : "false")}", new() { ["Code"] = code });
}
