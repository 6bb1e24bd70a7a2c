using BlinkSaaS.Web.Features.Account.Sessions;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// A workspace that requires a second factor opens no page to a session that has not shown one: the person is led to where
/// they can, and the page says why.
/// </summary>
public static class SecondFactorGate
{
    public static bool IsClosed(Membership membership, CurrentSession session) => membership.RequiresSecondFactor && !session.SecondFactor;

    /// <summary>Answers instead of the page.</summary>
    public static void Lead(HttpContext http, Membership membership)
    {
        // A fragment or a stream: its page loads itself anew, and is led then.
        if (!SessionCookie.WantsPage(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var request = http.Request;
        var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : $"/w/{membership.Slug}/connections";
        http.Response.Redirect($"{request.PathBase}/account/second-factor?workspace={membership.Slug}&returnUrl={Uri.EscapeDataString(back)}");
    }
}
