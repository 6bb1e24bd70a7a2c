using BlinkSaaS.Web.Features.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>How a page answers what came of a change.</summary>
public static class MemberAnswers
{
    /// <summary>404, 403, the page with its problem at a field, or what comes when it is done.</summary>
    public static IActionResult Answer(this PageModel page, MemberChange change, string field, Func<IActionResult> done)
    {
        if (change.IsDone)
            return done();
        if (change.IsGone)
            return page.NotFound();
        if (change.Refusal is { } who)
            return page.Refuse(who);
        page.ModelState.AddModelError(field, change.Problem!);
        return page.Page();
    }
}
