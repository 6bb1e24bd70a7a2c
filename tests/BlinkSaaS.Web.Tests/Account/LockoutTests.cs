using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>Wrong passwords: what they stop, and whom they must not stop.</summary>
public sealed class LockoutTests(AccountHost host) : IClassFixture<AccountHost>
{
    [Fact]
    public async Task A_strangers_wrong_tries_do_not_keep_the_owner_out_of_a_browser_the_account_knows()
    {
        var (owner, email) = await host.JoinAsync();
        await owner.SendAsync("/account/profile", [], "/account/sign-out");
        using var stranger = host.Browse();
        await FailAsync(stranger, email, 8);

        Assert.NotEqual("/", (await stranger.SignInAsync(email)).Location);
        Assert.Equal("/", (await owner.SignInAsync(email)).Location);
    }

    [Fact]
    public async Task Whoever_opens_a_reset_mail_does_not_wait()
    {
        var (_, email) = await host.JoinAsync();
        using var stranger = host.Browse();
        using var owner = host.Browse();
        await FailAsync(stranger, email, 8);
        await owner.SendAsync("/account/forgot", new() { ["Email"] = email });
        await owner.SendAsync(await host.LinkAsync(email, "Choose a new password"), new() { ["Password"] = "the second sentence" });
        await FailAsync(stranger, email, 8);

        Assert.Equal("/", (await owner.SignInAsync(email, "the second sentence")).Location);
    }

    [Fact]
    public async Task The_wait_ends_after_ten_minutes()
    {
        var (_, email) = await host.JoinAsync();
        using var stranger = host.Browse();
        await FailAsync(stranger, email, 8);
        Assert.NotEqual("/", (await stranger.SignInAsync(email)).Location);

        host.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("/", (await stranger.SignInAsync(email)).Location);
    }

    [Fact]
    public async Task Tries_at_the_same_moment_all_count()
    {
        var (_, email) = await host.JoinAsync();
        var strangers = Enumerable.Range(0, 8).Select(_ => host.Browse()).ToList();
        await Task.WhenAll(strangers.Select(stranger => stranger.SignInAsync(email, "not the password")));

        Assert.NotEqual("/", (await strangers[0].SignInAsync(email)).Location);
    }

    [Fact]
    public async Task A_known_browser_has_its_own_limit()
    {
        var (owner, email) = await host.JoinAsync();
        await owner.SendAsync("/account/profile", [], "/account/sign-out");
        await FailAsync(owner, email, 10);

        var refused = await owner.SignInAsync(email);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
    }

    [Fact]
    public async Task The_cookie_of_a_known_browser_cannot_be_made_up()
    {
        var (_, email) = await host.JoinAsync();
        using var stranger = host.Browse();
        await FailAsync(stranger, email, 8);
        var forged = await host.OpenWithCookieAsync("/account/sign-in", "blinksaas-known=CfDJ8forged");

        Assert.Equal(HttpStatusCode.OK, forged.Status);
        Assert.NotEqual("/", (await stranger.SignInAsync(email)).Location);
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_replaced_at_signing_in()
    {
        var (_, email) = await host.JoinAsync();
        var weak = new PasswordHasher<object>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 10_000 })).HashPassword(new object(), People.Password);
        await host.AskAsync(database => database.Users.Where(u => u.Email == email).ExecuteUpdateAsync(u => u.SetProperty(p => p.PasswordHash, weak)));
        Assert.Equal(10_000u, await RoundsAsync(email));

        using var browser = host.Browse();
        Assert.Equal("/", (await browser.SignInAsync(email)).Location);

        Assert.True(await RoundsAsync(email) >= 210_000);
        using var again = host.Browse();
        Assert.Equal("/", (await again.SignInAsync(email)).Location);
    }

    [Fact]
    public async Task A_closed_account_opens_to_nobody()
    {
        var (owner, email) = await host.JoinAsync();
        await owner.SendAsync("/account/profile", [], "/account/sign-out");
        await host.AskAsync(database => database.Users.Where(u => u.Email == email).ExecuteUpdateAsync(u => u.SetProperty(p => p.LockoutEnd, DateTimeOffset.MaxValue)));

        Assert.NotEqual("/", (await owner.SignInAsync(email)).Location);
    }

    private async Task<uint> RoundsAsync(string email)
    {
        var hash = Convert.FromBase64String((await host.AskAsync(database => database.Users.Where(u => u.Email == email).Select(u => u.PasswordHash).SingleAsync()))!);
        // Format marker, then the pseudo-random function and the rounds, both as four bytes.
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5, 4));
    }

    private static async Task FailAsync(Browser browser, string email, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync(email, "not the password")).Status);
    }
}
