using System.Net;
using BlinkSaaS.Web.Features.Account;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Tests.Account;

public sealed class AccountThrottleTests : IDisposable
{
    private readonly AccountThrottle _throttle = new(Options.Create(new AccountThrottleOptions { TriesPerAddress = 5, TriesPerAccount = 3, TriesPerKnownBrowser = 2, CodesPerAccount = 2 }));

    public void Dispose() => _throttle.Dispose();

    [Fact]
    public void Tries_at_one_account_are_counted_from_all_addresses_and_for_every_spelling()
    {
        Assert.True(_throttle.MayTry(From("192.0.2.1"), "ada@example.com"));
        Assert.True(_throttle.MayTry(From("192.0.2.2"), " ADA@example.com "));
        Assert.True(_throttle.MayTry(From("192.0.2.3"), "Ada@Example.com"));
        Assert.False(_throttle.MayTry(From("192.0.2.4"), "ada@example.com"));
        Assert.True(_throttle.MayTry(From("192.0.2.4"), "ben@example.com"));
    }

    [Fact]
    public void Tries_from_one_address_are_counted_for_all_accounts()
    {
        for (var i = 0; i < 5; i++)
            Assert.True(_throttle.MayTry(From("192.0.2.1"), $"p{i}@example.com"));

        Assert.False(_throttle.MayTry(From("192.0.2.1"), "another@example.com"));
        Assert.True(_throttle.MayTry(From("192.0.2.2"), "another@example.com"));
    }

    [Fact]
    public void A_network_of_the_new_kind_is_one_address()
    {
        for (var i = 0; i < 5; i++)
            Assert.True(_throttle.MayTryFrom(From($"2001:db8:1:2::{i}")));

        Assert.False(_throttle.MayTryFrom(From("2001:db8:1:2:ffff::9")));
        Assert.True(_throttle.MayTryFrom(From("2001:db8:1:3::1")));
    }

    [Fact]
    public void An_old_address_in_new_dress_is_the_old_one()
    {
        for (var i = 0; i < 5; i++)
            Assert.True(_throttle.MayTryFrom(From("192.0.2.1")));

        Assert.False(_throttle.MayTryFrom(From("::ffff:192.0.2.1")));
    }

    [Fact]
    public void Known_browsers_and_codes_have_counts_of_their_own()
    {
        for (var i = 0; i < 3; i++)
            _throttle.MayTry(From($"192.0.2.{i}"), "ada@example.com");
        Assert.False(_throttle.MayTry(From("192.0.2.9"), "ada@example.com"));

        Assert.True(_throttle.MayTryKnown("mark"));
        Assert.True(_throttle.MayTryKnown("mark"));
        Assert.False(_throttle.MayTryKnown("mark"));
        Assert.True(_throttle.MayTryKnown("another"));
        var person = Guid.NewGuid();
        Assert.True(_throttle.MayTryCode(person));
        Assert.True(_throttle.MayTryCode(person));
        Assert.False(_throttle.MayTryCode(person));
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}

/// <summary>The same, through the page.</summary>
public sealed class ThrottledPageTests(ThrottledPageTests.NarrowHost host) : IClassFixture<ThrottledPageTests.NarrowHost>
{
    [Fact]
    public async Task Throttling_says_the_same_of_an_account_and_of_none()
    {
        var (_, known) = await host.JoinAsync();
        var answers = new List<string>();
        foreach (var email in new[] { known, People.NewEmail() })
        {
            using var browser = host.Browse();
            var tries = 0;
            // Registering was a try, too.
            while ((await browser.SignInAsync(email, "not the password")).Status == HttpStatusCode.OK)
                Assert.InRange(++tries, 1, 4);
            Assert.InRange(tries, 3, 4);
            var answer = await browser.SignInAsync(email);
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
            answers.Add(answer.Stable.Replace(email, "", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
    }

    public sealed class NarrowHost : WebHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Accounts:Throttle:TriesPerAccount", "4");
        }
    }
}
