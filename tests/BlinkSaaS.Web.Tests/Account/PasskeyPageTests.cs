using System.Net;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>What the pages do with answers that are no passkey. Real ones are used in the journeys, by a browser.</summary>
public sealed partial class PasskeyPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    [Fact]
    public async Task The_question_of_the_sign_in_page_names_nobody()
    {
        using var browser = host.Browse();
        var question = await AskAsync(browser, "/account/sign-in", "/account/sign-in?handler=PasskeyOptions");

        Assert.Contains("\"userVerification\":\"required\"", question, StringComparison.Ordinal);
        Assert.Matches("\"allowCredentials\":\\[\\]|^(?!.*allowCredentials)", question);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"id":"AAAA","rawId":"AAAA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AAAA","authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}""")]
    public async Task An_answer_that_is_no_passkey_opens_nothing(string credential)
    {
        using var browser = host.Browse();
        await AskAsync(browser, "/account/sign-in", "/account/sign-in?handler=PasskeyOptions");
        var answer = await browser.SendAsync("/account/sign-in", new() { ["credential"] = credential }, "/account/sign-in?handler=Passkey");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("does not open an account here", answer.Text, StringComparison.Ordinal);
        Assert.Contains("data-passkey-offer=\"no\"", answer.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.OpenAsync("/account/profile")).Status);
    }

    [Fact]
    public async Task An_answer_to_no_question_opens_nothing()
    {
        using var browser = host.Browse();
        var answer = await browser.SendAsync("/account/sign-in", new() { ["credential"] = "{}" }, "/account/sign-in?handler=Passkey");

        Assert.Contains("does not open an account here", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_one_needs_a_recent_proof()
    {
        var (browser, _) = await host.JoinAsync();
        Assert.Contains("\"challenge\"", await AskAsync(browser, "/account/security", "/account/security?handler=PasskeyOptions"), StringComparison.Ordinal);
        host.Clock.Advance(TimeSpan.FromMinutes(16));

        var token = Token().Match((await browser.OpenAsync("/account/security")).Html).Groups[1].Value;
        using var refused = await browser.PostBareAsync("/account/security?handler=PasskeyOptions", new() { ["__RequestVerificationToken"] = token });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var led = await browser.SendAsync("/account/security", new() { ["passkeyName"] = "Laptop", ["credential"] = "{}" }, "/account/security?handler=AddPasskey");
        Assert.StartsWith("/account/again?returnUrl=", led.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_made_up_answer_adds_nothing()
    {
        var (browser, _) = await host.JoinAsync();
        await AskAsync(browser, "/account/security", "/account/security?handler=PasskeyOptions");
        var answer = await browser.SendAsync("/account/security", new() { ["passkeyName"] = "Laptop", ["credential"] = "{}" }, "/account/security?handler=AddPasskey");

        Assert.Contains("Add the passkey again", answer.Text, StringComparison.Ordinal);
        Assert.Contains("None yet", (await browser.OpenAsync("/account/security")).Text, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(Browser browser, string page, string url)
    {
        var token = Token().Match((await browser.OpenAsync(page)).Html).Groups[1].Value;
        using var answer = await browser.PostBareAsync(url, new() { ["__RequestVerificationToken"] = token });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
