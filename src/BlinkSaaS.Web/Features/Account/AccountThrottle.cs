using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>The section <c>Accounts:Throttle</c>. Each node counts for itself.</summary>
public sealed class AccountThrottleOptions
{
    /// <summary>Tries in five minutes from one network address, at whatever account. An IPv6 network (/64) is one address.</summary>
    public int TriesPerAddress { get; set; } = 200;

    /// <summary>Tries in five minutes at one account by browsers that it does not know.</summary>
    public int TriesPerAccount { get; set; } = 30;

    /// <summary>Tries in five minutes by one browser that has been signed in to the account.</summary>
    public int TriesPerKnownBrowser { get; set; } = 10;

    /// <summary>Codes in five minutes at one account, by whoever knows its password.</summary>
    public int CodesPerAccount { get; set; } = 20;

    /// <summary>Mails in a quarter of an hour to one account; more are left out silently.</summary>
    public int MailsPerAccount { get; set; } = 5;
}

/// <summary>
/// Asked before a password is hashed, because hashing is what an attacker could keep the machine busy with. Accounts are
/// counted whether they exist or not. Browsers that an account knows are counted apart, so that nobody else's tries keep its
/// owner out.
/// </summary>
public sealed class AccountThrottle(IOptions<AccountThrottleOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _addresses = Limiter(options.Value.TriesPerAddress, TimeSpan.FromMinutes(5));
    private readonly PartitionedRateLimiter<string> _accounts = Limiter(options.Value.TriesPerAccount, TimeSpan.FromMinutes(5));
    private readonly PartitionedRateLimiter<string> _known = Limiter(options.Value.TriesPerKnownBrowser, TimeSpan.FromMinutes(5));
    private readonly PartitionedRateLimiter<string> _codes = Limiter(options.Value.CodesPerAccount, TimeSpan.FromMinutes(5));
    private readonly PartitionedRateLimiter<string> _mails = Limiter(options.Value.MailsPerAccount, TimeSpan.FromMinutes(15));

    /// <summary>Whether one more try is permitted, which it then counts.</summary>
    public bool MayTry(HttpContext context, string? email)
    {
        var address = MayTryFrom(context);
        return Take(_accounts, Key(email)) && address;
    }

    /// <summary>The same where no account is named.</summary>
    public bool MayTryFrom(HttpContext context) => Take(_addresses, NetworkAddress.Network(context.Connection.RemoteIpAddress));

    /// <summary>The same for a browser that has been signed in to the account, or is.</summary>
    public bool MayTryKnown(string browser) => Take(_known, browser);

    /// <summary>The same for the second step, whose account is certain.</summary>
    public bool MayTryCode(Guid person) => Take(_codes, person.ToString());

    public bool MayMail(string email) => Take(_mails, Key(email));

    public void Dispose()
    {
        foreach (var limiter in (PartitionedRateLimiter<string>[])[_addresses, _accounts, _known, _codes, _mails])
            limiter.Dispose();
    }

    private static string Key(string? email) => (email ?? "").Trim().ToUpperInvariant();

    private static bool Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<string> Limiter(int permits, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = window,
            QueueLimit = 0,
        }));
}
