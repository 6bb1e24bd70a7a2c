using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// A browser that has opened an account carries a sealed cookie that says so. Wrong passwords from elsewhere lock an account
/// only for browsers without it: a stranger cannot keep the owner out.
/// </summary>
public sealed class KnownBrowsers(IDataProtectionProvider protection)
{
    private const string Cookie = "blinksaas-known";
    private const int Most = 5;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);
    private readonly IDataProtector _protector = protection.CreateProtector("known browsers");

    /// <summary>The mark under which the browser's tries at the account are counted; null where it never opened it.</summary>
    public string? Find(HttpContext http, string email)
    {
        var name = Name(email);
        return Read(http).FirstOrDefault(entry => entry.StartsWith(name + ':', StringComparison.Ordinal));
    }

    public void Remember(HttpContext http, string email)
    {
        if (Find(http, email) is not null)
            return;
        var entries = Read(http).Prepend($"{Name(email)}:{RandomNumberGenerator.GetHexString(16)}").Take(Most);
        var cookie = HostPrefixCookies.Name(http.Request, Cookie);
        http.Response.Cookies.Append(cookie, _protector.Protect(string.Join(';', entries)), HostPrefixCookies.Options(http.Request, Lifetime));
    }

    private string[] Read(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[HostPrefixCookies.Name(http.Request, Cookie)] is { Length: > 0 } value ? _protector.Unprotect(value).Split(';') : [];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    private static string Name(string email) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant())), 0, 12);
}
