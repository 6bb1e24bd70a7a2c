using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Plugins;

/// <summary>The plugins of the instance, for its operators. To everybody else the page does not exist.</summary>
public sealed class IndexModel(
    SourceCatalog catalog, SandboxLauncher launcher, DecideOnPlugin decide, IOptions<SourcesOptions> sources, Operators operators, UserManager<AppUser> people, AppDbContext database)
    : PageModel
{
    private sealed record InUse(string Source, int Number);

    /// <summary>Every plugin that was found.</summary>
    public IReadOnlyList<SourcePlugin> Plugins => catalog.All;

    /// <summary>Folders that were searched, with what is wrong with them.</summary>
    public IReadOnlyList<PluginFolder> Folders => catalog.Folders;

    /// <summary>Where further plugins are dropped; null for nowhere.</summary>
    public string? DropInFolder => sources.Value.DropInFolder;

    /// <summary>What this machine cannot do to keep plugins apart; null where it can do all.</summary>
    public Confinement Confinement => launcher.Confinement;

    /// <summary>Whether plugins that do not come with BlinkSaaS are run at all.</summary>
    public bool AreRun => launcher.IsAllowed;

    /// <summary>Numbers of connections by source: numbers only, over the whole instance.</summary>
    public IReadOnlyDictionary<string, int> Connections { get; private set; } = new Dictionary<string, int>();

    /// <summary>Numbers of pulls that failed in the last day, by source.</summary>
    public IReadOnlyDictionary<string, int> Failures { get; private set; } = new Dictionary<string, int>();

    /// <summary>What was decided, by key and version.</summary>
    public IReadOnlyDictionary<(string Key, string Version), PluginDecision> Decisions { get; private set; } = new Dictionary<(string, string), PluginDecision>();

    /// <summary>Why the last button changed nothing.</summary>
    [TempData]
    public string? Problem { get; set; }

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await OperatorAsync() is null)
            return NotFound();
        Connections = await database.Database.SqlQuery<InUse>($"SELECT source, number FROM connections_by_source()")
            .ToDictionaryAsync(use => use.Source, use => use.Number, cancellationToken);
        Failures = await database.Database.SqlQuery<InUse>($"SELECT source, number FROM failures_by_source()")
            .ToDictionaryAsync(use => use.Source, use => use.Number, cancellationToken);
        Decisions = await database.PluginDecisions.AsNoTracking().ToDictionaryAsync(d => (d.Key, d.Version), cancellationToken);
        return Page();
    }

    /// <summary>Approves a plugin as it was shown.</summary>
    public Task<IActionResult> OnPostApproveAsync(string? key, string? version, string? hash, CancellationToken cancellationToken) =>
        DecideAsync(by => decide.ApproveAsync(key ?? "", version ?? "", hash ?? "", by, cancellationToken));

    /// <summary>Switches one off.</summary>
    public Task<IActionResult> OnPostDisableAsync(string? key, string? version, CancellationToken cancellationToken) =>
        DecideAsync(by => decide.SwitchAsync(key ?? "", version ?? "", on: false, by, cancellationToken));

    /// <summary>Switches one on.</summary>
    public Task<IActionResult> OnPostEnableAsync(string? key, string? version, CancellationToken cancellationToken) =>
        DecideAsync(by => decide.SwitchAsync(key ?? "", version ?? "", on: true, by, cancellationToken));

    private async Task<IActionResult> DecideAsync(Func<string, Task<string?>> decision)
    {
        if (await OperatorAsync() is not { } address)
            return NotFound();
        Problem = await decision(address);
        return RedirectToPage();
    }

    /// <summary>Address of the person, where they are an operator.</summary>
    private async Task<string?> OperatorAsync() =>
        await people.GetUserAsync(User) is { } person && operators.Include(person.Email, person.EmailConfirmed) ? person.Email : null;
}
