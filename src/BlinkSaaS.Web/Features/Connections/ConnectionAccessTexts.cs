using BlinkSaaS.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>403, with the sentence that says who can.</summary>
public static class ConnectionAccessTexts
{
    /// <summary>Who can add connections.</summary>
    public const string WhoCanAdd = "You are a Viewer here. A Member, Admin or Owner of the workspace can add a connection; ask one of them, or ask an admin for the role Member.";

    /// <summary>Refuses what is seen but not allowed.</summary>
    public static IActionResult Refuse(this PageModel page, string who)
    {
        page.HttpContext.Items[ErrorPages.Explanation] = who;
        return new StatusCodeResult(StatusCodes.Status403Forbidden);
    }
}
