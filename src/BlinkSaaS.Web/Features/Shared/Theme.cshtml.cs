using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>The account menu posts here; there is nothing to see.</summary>
[AllowAnonymous]
public sealed class ChooseTheme : PageModel
{
    public IActionResult OnGet() => LocalRedirect("~/");

    public IActionResult OnPost(string? theme, string? returnUrl)
    {
        Theme.Write(HttpContext, theme ?? "");
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl! : "~/");
    }
}
