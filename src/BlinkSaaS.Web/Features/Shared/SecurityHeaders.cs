namespace BlinkSaaS.Web.Features.Shared;

/// <summary>Everything comes from this origin; nothing is inline; nobody may frame a page.</summary>
public static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    /// <summary>A form of this page leads on to another origin: browsers hold a redirection after a form to the policy, too.</summary>
    public static void PermitForm(HttpContext context, string origin) =>
        context.Response.Headers.ContentSecurityPolicy = Policy.Replace("form-action 'self'", $"form-action 'self' {origin}", StringComparison.Ordinal);

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // On starting, because an error page begins with cleared headers.
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            headers.TryAdd("Content-Security-Policy", Policy);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY"; // the antiforgery token brings a weaker one
            headers.TryAdd("Referrer-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            headers.TryAdd("Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()");
            return Task.CompletedTask;
        }, context);
        return next(context);
    });
}
