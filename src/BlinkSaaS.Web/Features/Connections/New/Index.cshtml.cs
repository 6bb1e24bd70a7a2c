using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections.New;

/// <summary>Select Source: step 1 of 2.</summary>
public sealed class SelectSourceModel(SourceCatalog catalog, ConnectionDrafts drafts, ConnectionListing listing, ConnectionUrls urls, CurrentWorkspace workspace) : PageModel
{
    /// <summary>A card.</summary>
    public sealed record Card(SourcePlugin Plugin, int Connections)
    {
        /// <summary>What one has to bring.</summary>
        public string Credential => Plugin.Descriptor?.Fields.FirstOrDefault(f => f.Kind == CredentialFieldKind.Secret)?.Label ?? "No credential";
    }

    /// <summary>Text that name or description contain.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Sources, those in use first, then by name; plugins that cannot be used last, with the reason.</summary>
    public IReadOnlyList<Card> Cards { get; private set; } = [];

    /// <summary>What was begun and not finished.</summary>
    public IReadOnlyList<ConnectionDraft> Drafts { get; private set; } = [];

    /// <summary>Name of a source.</summary>
    public string NameOf(string key) => catalog.Find(key)?.Name ?? key;

    /// <summary>Shows the sources.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!workspace.MayCreateConnections)
            return this.Refuse(ConnectionAccessTexts.WhoCanAdd);
        var used = (await listing.ReadAsync(cancellationToken)).CountBy(row => row.Connection.SourceKey).ToDictionary();
        Cards = [.. catalog.Usable.Concat(catalog.All.Where(p => p.Status is PluginStatus.NotSupported or PluginStatus.Malfunctioned && p.ContentHash is null))
            .Where(p => string.IsNullOrWhiteSpace(Search) || $"{p.Name} {p.Description}".Contains(Search.Trim(), StringComparison.CurrentCultureIgnoreCase))
            .Select(p => new Card(p, used.GetValueOrDefault(p.Key)))
            .OrderBy(c => c.Plugin.Status != PluginStatus.Active).ThenBy(c => c.Connections == 0).ThenBy(c => c.Plugin.Name, StringComparer.CurrentCultureIgnoreCase)];
        Drafts = await drafts.OfferedAsync(cancellationToken);
        return Page();
    }

    /// <summary>Throws a draft away.</summary>
    public async Task<IActionResult> OnPostDiscardAsync(string draft, CancellationToken cancellationToken)
    {
        await drafts.DiscardAsync(draft, cancellationToken);
        return Redirect(urls.New);
    }
}
