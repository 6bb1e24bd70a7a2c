using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>Which connection to look into. Where there is no choice, its records are shown at once.</summary>
public sealed class IndexModel(FindData find, ConnectionUrls urls, CurrentWorkspace workspace) : PageModel
{
    /// <summary>The connections that the person sees.</summary>
    public IReadOnlyList<DataChoice> Choices { get; private set; } = [];

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>Lists them, or leads on.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Choices = await find.ChoicesAsync(cancellationToken);
        return Choices is [{ Records: > 0 } only] ? Redirect(urls.Data(only.Connection)) : Page();
    }
}
