using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Connections;
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

    private sealed record OnVersion(string Source, string Version, int Number);

    private sealed record NotOnVersion(string Source, string Version, string Offer, int Number);

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

    /// <summary>Numbers of connections by source and version: numbers only, over the whole instance.</summary>
    public IReadOnlyDictionary<(string Key, string Version), int> Connections { get; private set; } = new Dictionary<(string, string), int>();

    /// <summary>Numbers of connections that are not on a version they could be on, by source and version, and why.</summary>
    public ILookup<(string Key, string Version), (VersionOffer Why, int Number)> HeldBack { get; private set; } = Array.Empty<int>().ToLookup(_ => ("", ""), _ => (default(VersionOffer), 0));

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
        var connections = await database.Database.SqlQuery<OnVersion>($"SELECT source, version, number FROM connections_by_version()").ToListAsync(cancellationToken);
        Connections = connections.GroupBy(use => (use.Source, VersionOf(use))).ToDictionary(uses => uses.Key, uses => uses.Sum(use => use.Number));
        HeldBack = (await database.Database.SqlQuery<NotOnVersion>($"SELECT source, version, offer, number FROM offers_by_version()").ToListAsync(cancellationToken))
            .ToLookup(offer => (offer.Source, offer.Version), offer => (Enum.Parse<VersionOffer>(offer.Offer), offer.Number));
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

    /// <summary>Goes back from a version to the one before, for every connection.</summary>
    public Task<IActionResult> OnPostGoBackAsync(string? key, string? version, CancellationToken cancellationToken) =>
        DecideAsync(by => decide.GoBackAsync(key ?? "", version ?? "", by, cancellationToken));

    /// <summary>Lets connections move to a version again.</summary>
    public Task<IActionResult> OnPostOfferAsync(string? key, string? version, CancellationToken cancellationToken) =>
        DecideAsync(by => decide.OfferAsync(key ?? "", version ?? "", by, cancellationToken));

    /// <summary>The version before, to which connections can go back; null where there is none, or where nothing is offered.</summary>
    public SourcePlugin? Before(SourcePlugin plugin) => plugin.Status == PluginStatus.Active && !catalog.IsWithdrawn(plugin) ? catalog.Before(plugin) : null;

    /// <summary>Whether an operator went back from it.</summary>
    public bool IsWithdrawn(SourcePlugin plugin) => catalog.IsWithdrawn(plugin);

    /// <summary>What a connection is on that has not said it, or whose version is not there any more.</summary>
    private string VersionOf(OnVersion use) => catalog.Find(use.Source, use.Version.Length == 0 ? null : use.Version)?.Version ?? use.Version;

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
