using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Guides;

/// <summary>The guide of a source, on a page of its own.</summary>
[AllowAnonymous]
public sealed class DetailsModel(SourceCatalog catalog) : PageModel
{
    /// <summary>The source.</summary>
    public SourcePlugin Plugin { get; private set; } = null!;

    /// <summary>Shows the guide of an active plugin.</summary>
    public IActionResult OnGet(string source)
    {
        if (catalog.Find(source) is not { Guide: not null } plugin)
            return NotFound();
        Plugin = plugin;
        return Page();
    }
}
