using System.Security.Claims;
using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// Every URL under <c>/w/{workspace}/</c> is entered here: a workspace that does not exist and one that the person is not
/// a member of are the same 404, found by the same query.
/// </summary>
public sealed class WorkspaceMiddleware(RequestDelegate next)
{
    /// <summary>Name of the route value with the slug.</summary>
    public const string RouteValue = "workspace";

    /// <summary>Enters the workspace or answers 404.</summary>
    public async Task InvokeAsync(HttpContext http, AppDbContext database, TenantScope scope, CurrentWorkspace current)
    {
        var user = Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : Guid.Empty;
        if (http.GetRouteValue(RouteValue) is string slug)
        {
            var membership = await database.Members.IgnoreQueryFilters()
                .Where(m => m.UserId == user && m.Workspace!.Slug == slug)
                .Select(m => new Membership(m.WorkspaceId, m.Workspace!.Slug, m.Workspace.Name, m.UserId, m.Role))
                .SingleOrDefaultAsync(http.RequestAborted);
            if (membership is null)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            current.Enter(membership);
            scope.Enter(membership.WorkspaceId, user);
        }

        await next(http);
    }
}
