using BlinkSaaS.Web.Features.Shared.Mail;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Over https, cookies are called <c>__Host-...</c>: browsers then take them from this very host alone, for all of its paths,
/// and only over https. A neighbour under the same domain cannot plant one.
/// </summary>
public sealed class HostPrefixCookies : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    /// <summary>The name of a cookie in this request.</summary>
    public static string Name(HttpRequest request, string name) => request.IsHttps ? "__Host-" + name : name;

    /// <summary>What every cookie of ours has.</summary>
    public static CookieOptions Options(HttpRequest request, TimeSpan lifetime) => new()
    {
        HttpOnly = true, IsEssential = true, MaxAge = lifetime, Path = "/", SameSite = SameSiteMode.Lax, Secure = request.IsHttps,
    };

    /// <summary>The same for cookies whose names are fixed at the start: they follow the address that people open.</summary>
    public static void Name(CookieBuilder cookie, PublicAddress address, string name)
    {
        cookie.Name = address.Configured?.Scheme == Uri.UriSchemeHttps ? "__Host-" + name : name;
        (cookie.HttpOnly, cookie.Path, cookie.SecurePolicy) = (true, "/", CookieSecurePolicy.SameAsRequest);
    }

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, Name(context.Request, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, Name(context.Request, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, Name(context.Request, key), options);
}
