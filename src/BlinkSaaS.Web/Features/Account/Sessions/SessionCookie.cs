using System.Security.Claims;
using BlinkSaaS.Web.Features.Account.History;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Account.Sessions;

/// <summary>
/// Ties the sign-in cookie to a row: one is added by whoever signs in, looked up with every request (one query by primary
/// key), removed at signing out. Ending a session, a new password and a lock take effect with the next request, on every node.
/// </summary>
public sealed class SessionCookie(SessionRows rows, CurrentSession current, RecordAccountEvent record, IOptions<IdentityOptions> identity) : CookieAuthenticationEvents
{
    private const string Key = "session";
    private const string MethodKey = "method";

    /// <summary>Properties for a sign-in by that method.</summary>
    public static AuthenticationProperties For(SignInMethod method, bool remember) => new() { IsPersistent = remember, Items = { [MethodKey] = method.ToString() } };

    /// <inheritdoc />
    public override async Task SigningIn(CookieSigningInContext context)
    {
        var items = context.Properties.Items;
        var (user, stamp) = (UserOf(context.Principal), context.Principal?.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) ?? "");
        if (items.TryGetValue(Key, out var known) && Guid.TryParse(known, out var id))
        {
            // The same session gets a new cookie, after the person's password or address changed.
            await rows.ContinueAsync(id, stamp);
            return;
        }

        // The cookie of an earlier session in this browser is overwritten: nobody could end that any more.
        if (current.Id != Guid.Empty)
            await rows.EndAsync(UserOf(context.HttpContext.User), current.Id);
        var method = Enum.TryParse<SignInMethod>(items.TryGetValue(MethodKey, out var name) ? name : null, out var parsed) ? parsed : SignInMethod.Password;
        var session = await rows.AddAsync(user, stamp, method, context.HttpContext);
        items[Key] = session.Id.ToString();
    }

    /// <inheritdoc />
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        // Style sheets and scripts are for everybody: they cost no query.
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            return;
        context.Properties.Items.TryGetValue(Key, out var key);
        if (Guid.TryParse(key, out var id) && await rows.FindAsync(id, UserOf(context.Principal), http.RequestAborted) is { } session)
        {
            current.Enter(session);
            await rows.SeeAsync(session, http);
            return;
        }

        // The cookie stays: a browser that signed in again meanwhile has another by now, which must not be removed.
        context.RejectPrincipal();
    }

    /// <inheritdoc />
    public override async Task SigningOut(CookieSigningOutContext context)
    {
        if (current.Id == Guid.Empty)
            return;
        await rows.EndAsync(UserOf(context.HttpContext.User), current.Id);
        await record.AddAsync(UserOf(context.HttpContext.User), AccountAction.SignedOut);
    }

    /// <inheritdoc />
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (WantsPage(context.Request))
            return base.RedirectToLogin(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>A fragment or a stream of events must not be answered with the sign-in page.</summary>
    public static bool WantsPage(HttpRequest request) =>
        !request.Headers.ContainsKey("HX-Request") && !request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static Guid UserOf(ClaimsPrincipal? principal) => Guid.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? user : Guid.Empty;
}
