using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>The section <c>Accounts:Throttle</c>.</summary>
public sealed class AccountThrottleOptions
{
    /// <summary>Tries in five minutes from one network address, at whatever account.</summary>
    public int TriesPerAddress { get; set; } = 200;

    /// <summary>Tries in five minutes at one account.</summary>
    public int TriesPerAccount { get; set; } = 30;

    /// <summary>Mails in a quarter of an hour to one account; more are left out silently.</summary>
    public int MailsPerAccount { get; set; } = 5;
}

/// <summary>
/// Asked before a password is hashed, because hashing is what an attacker could keep the machine busy with. Accounts are
/// counted whether they exist or not.
/// </summary>
public sealed class AccountThrottle(IOptions<AccountThrottleOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _tries = Limiter(key => key.StartsWith("ip:", StringComparison.Ordinal) ? options.Value.TriesPerAddress : options.Value.TriesPerAccount, TimeSpan.FromMinutes(5));
    private readonly PartitionedRateLimiter<string> _mails = Limiter(_ => options.Value.MailsPerAccount, TimeSpan.FromMinutes(15));

    /// <summary>Whether one more try is permitted, which it then counts.</summary>
    public bool MayTry(HttpContext context, string? email)
    {
        using var address = _tries.AttemptAcquire($"ip:{context.Connection.RemoteIpAddress}");
        using var account = _tries.AttemptAcquire($"account:{Key(email)}");
        return address.IsAcquired && account.IsAcquired;
    }

    public bool MayMail(string email)
    {
        using var lease = _mails.AttemptAcquire(Key(email));
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _tries.Dispose();
        _mails.Dispose();
    }

    private static string Key(string? email) => (email ?? "").Trim().ToUpperInvariant();

    private static PartitionedRateLimiter<string> Limiter(Func<string, int> permits, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(key, k => new FixedWindowRateLimiterOptions
        {
            PermitLimit = permits(k),
            Window = window,
            QueueLimit = 0,
        }));
}
