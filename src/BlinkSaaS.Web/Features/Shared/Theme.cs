using Microsoft.AspNetCore.Html;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>The person's choice of light or dark, kept in a cookie so that the server writes it into the page: no flash, no script.</summary>
public static class Theme
{
    public const string Cookie = "theme";
    public const string System = "system";

    public static readonly IReadOnlyList<(string Value, string Icon)> Choices = [(System, "desktop"), ("light", "sun"), ("dark", "moon")];

    public static string Of(HttpRequest request) =>
        request.Cookies[Cookie] is { } value && Choices.Any(choice => choice.Value == value) ? value : System;

    /// <summary>The attribute of <c>html</c> that overrules the system, with the blank before it; nothing lets the system decide.</summary>
    public static IHtmlContent Attribute(HttpRequest request) =>
        Of(request) is var theme && theme == System ? HtmlString.Empty : new HtmlString($" data-bs-theme=\"{theme}\"");

    public static void Write(HttpContext context, string theme)
    {
        if (Choices.All(choice => choice.Value != theme))
            return;
        context.Response.Cookies.Append(Cookie, theme, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(400),
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
    }
}
