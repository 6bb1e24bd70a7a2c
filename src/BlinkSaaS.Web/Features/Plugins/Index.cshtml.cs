using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Plugins;

/// <summary>The plugins of the instance, for its operators. To everybody else the page does not exist.</summary>
public sealed class IndexModel(SourceCatalog catalog, Operators operators, UserManager<AppUser> people, AppDbContext database) : PageModel
{
    private sealed record InUse(string Source, int Number);

    /// <summary>Every plugin that was found.</summary>
    public IReadOnlyList<SourcePlugin> Plugins => catalog.All;

    /// <summary>Folders that were searched, with what is wrong with them.</summary>
    public IReadOnlyList<PluginFolder> Folders => catalog.Folders;

    /// <summary>Numbers of connections by source: numbers only, over the whole instance.</summary>
    public IReadOnlyDictionary<string, int> Connections { get; private set; } = new Dictionary<string, int>();

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await people.GetUserAsync(User) is not { } person || !operators.Include(person.Email, person.EmailConfirmed))
            return NotFound();
        Connections = await database.Database.SqlQuery<InUse>($"SELECT source, number FROM connections_by_source()")
            .ToDictionaryAsync(use => use.Source, use => use.Number, cancellationToken);
        return Page();
    }
}
