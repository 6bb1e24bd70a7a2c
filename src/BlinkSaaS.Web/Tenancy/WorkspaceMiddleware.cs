using System.Security.Claims;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// Every URL under <c>/w/{workspace}/</c> is entered here: a workspace that does not exist and one that the person is not
/// a member of are the same 404, found by the same query. Pages get their frame from the same answer.
/// </summary>
public sealed class WorkspaceMiddleware(RequestDelegate next)
{
    /// <summary>Name of the route value with the slug.</summary>
    public const string RouteValue = "workspace";

    /// <summary>Enters the workspace or answers 404.</summary>
    public async Task InvokeAsync(HttpContext http, AppDbContext database, TenantScope scope, CurrentWorkspace current, CurrentSession session, PageFrame frame)
    {
        var slug = http.GetRouteValue(RouteValue) as string;
        var isPage = http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
        if ((slug is null && !isPage) || !Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user))
        {
            await next(http);
            return;
        }

        var memberships = await database.Members.IgnoreQueryFilters()
            .Where(m => m.UserId == user)
            .OrderBy(m => m.Workspace!.Name)
            .Select(m => new Membership(m.WorkspaceId, m.Workspace!.Slug, m.Workspace.Name, m.UserId, m.User!.DisplayName, m.Role, m.Workspace.RequiresSecondFactor, m.Workspace.PurgeAt))
            .ToListAsync(http.RequestAborted);
        var membership = slug is null ? null : memberships.SingleOrDefault(m => m.Slug == slug);
        if (slug is not null && membership is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (membership is not null && SecondFactorGate.IsClosed(membership, session))
        {
            SecondFactorGate.Lead(http, membership);
            return;
        }

        if (membership is not null)
        {
            current.Enter(membership);
            scope.Enter(membership.WorkspaceId, user);
        }

        Fill(frame, memberships, membership, http.User);
        if (membership?.PurgeAt is not null && !http.Request.Path.StartsWithSegments(ClosedPage(membership)))
        {
            Close(http, membership);
            return;
        }

        await next(http);
    }

    private static string ClosedPage(Membership membership) => $"/w/{membership.Slug}/settings/deleted";

    /// <summary>A workspace that is being deleted has one page, which says so. Whatever is no page is not there any more.</summary>
    private static void Close(HttpContext http, Membership membership)
    {
        if (HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            http.Response.Redirect(ClosedPage(membership));
        else
            http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static void Fill(PageFrame frame, List<Membership> memberships, Membership? membership, ClaimsPrincipal user)
    {
        frame.Person = new FramePerson(memberships.FirstOrDefault()?.UserName ?? user.Identity?.Name ?? "You", membership?.Role.ToString());
        frame.Workspaces = [.. memberships.Select(m => new FrameWorkspace(m.Slug, m.WorkspaceName))];
        // Outside of a workspace (account pages) the header leads back to the first one.
        if ((membership ?? memberships.FirstOrDefault(m => m.PurgeAt is null) ?? memberships.FirstOrDefault()) is { } shown)
        {
            frame.Workspace = new FrameWorkspace(shown.Slug, shown.WorkspaceName);
            frame.IsClosed = shown.PurgeAt is not null;
            frame.IsAdmin = shown.Role <= MemberRole.Admin;
        }
    }
}
