using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Account.History;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>What happened to an account stands in its history, and in the audit log of the person's workspace.</summary>
public sealed class AccountHistoryTests(AccountHost host) : IClassFixture<AccountHost>
{
    [Fact]
    public async Task Ways_of_signing_in_and_what_was_refused_are_written_down()
    {
        var (browser, email) = await host.JoinAsync();
        var app = await host.SetUpAppAsync(browser);
        using var other = host.Browse();
        await other.SignInAsync(email);
        await other.SendAsync("/account/code?recovery=false", new() { ["Code"] = "000000" });
        await other.SendAsync("/account/code?recovery=true", new() { ["Code"] = app.RecoveryCodes[0] });
        await browser.SendAsync("/account/security", [], "/account/security?handler=RecoveryCodes");
        await browser.SendAsync("/account/sessions", [], "/account/sessions?handler=EndOthers");
        await browser.SendAsync("/account/security", new() { ["code"] = app.Code(1) }, "/account/security?handler=TurnOff");
        using var wrong = host.Browse();
        await wrong.SignInAsync(email, "not the password");

        AccountAction[] expected =
        [
            AccountAction.SignedIn, AccountAction.AuthenticatorOn, AccountAction.RecoveryCodesMade, AccountAction.CodeRefused, AccountAction.RecoveryCodeUsed, AccountAction.SignedIn,
            AccountAction.RecoveryCodesMade, AccountAction.OtherSessionsEnded, AccountAction.AuthenticatorOff, AccountAction.SignInFailed,
        ];
        Assert.Equal(expected, await EventsAsync(email));
        Assert.Equal(expected.Select(action => $"Member{action}"), await LoggedAsync(email));
        var page = (await browser.OpenAsync("/account/history")).Text;
        Assert.All(expected, action => Assert.Contains(IndexModel.Words(action), page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Removing_a_passkey_signs_every_other_browser_out()
    {
        var (browser, email) = await host.JoinAsync();
        using var other = host.Browse();
        await other.SignInAsync(email);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var people = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
            var passkey = new UserPasskeyInfo([1, 2, 3], [], host.Clock.GetUtcNow(), 0, [], true, false, false, [], []) { Name = "Lost phone" };
            Assert.True((await people.AddOrUpdatePasskeyAsync((await people.FindByEmailAsync(email))!, passkey)).Succeeded);
        }

        await browser.SendAsync("/account/security", [], "/account/security?handler=RemovePasskey");

        Assert.Contains("The passkey Lost phone is removed", (await browser.OpenAsync("/account/security")).Text, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await other.OpenAsync("/account/profile")).Status);
        Assert.Equal(AccountAction.PasskeyRemoved, (await EventsAsync(email))[^1]);
    }

    [Fact]
    public async Task Ending_one_session_is_written_down_and_ending_none_is_not()
    {
        var (browser, email) = await host.JoinAsync();
        using var other = host.Browse();
        await other.SignInAsync(email);
        await browser.SendAsync("/account/sessions", [], "/account/sessions?handler=End");
        await browser.SendAsync("/account/sessions", [], "/account/sign-out");

        Assert.Equal([AccountAction.SignedIn, AccountAction.SignedIn, AccountAction.SessionEnded, AccountAction.SignedOut], await EventsAsync(email));
    }

    private Task<List<AccountAction>> EventsAsync(string email) =>
        host.AskAsync(database => database.AccountEvents.Where(e => database.Users.Any(u => u.Id == e.UserId && u.Email == email)).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());

    /// <summary>In the log of the workspace that the person made.</summary>
    private async Task<List<string>> LoggedAsync(string email) =>
        [.. (await host.RowsAsync($"SELECT action FROM audit_entries e JOIN \"AspNetUsers\" u ON u.id = e.actor_id WHERE u.email = '{email}' AND e.action <> 'WorkspaceCreated' ORDER BY e.id")).Select(row => (string)row)];
}
