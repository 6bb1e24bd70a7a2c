using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Which streams of a connection are pulled, and what each costs in calls.</summary>
public sealed class StreamsModel(ConnectionHeads heads, EditConnection edit, ConnectionUrls urls) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>The connection's identifier.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The version that the form was made from.</summary>
    [BindProperty]
    public uint Version { get; set; }

    /// <summary>What was chosen.</summary>
    [BindProperty]
    public StreamChoice Streams { get; set; } = new();

    /// <summary>What was just saved, shown in the settings.</summary>
    [TempData(Key = "connection-saved")]
    public string? Saved { get; set; }

    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>The check boxes.</summary>
    public StreamField Field { get; private set; } = null!;

    /// <summary>Whether somebody else saved meanwhile.</summary>
    public bool Conflict { get; private set; }

    /// <summary>Shows what is.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await heads.FindAsync(Source, Id, cancellationToken) is { } head ? Show(head, ChosenStreams.Of(head.Connection.Settings)) : NotFound();

    /// <summary>Saves the choice.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        if (!head.MayManage)
            return this.Refuse(ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner"));
        if (head.Plugin?.Descriptor is not { } source)
            return Show(head, Streams.Names, "The source is not available on this instance, so its streams cannot be chosen.");
        var chosen = Streams.Among(source);
        if (chosen is { Count: 0 })
            return Show(head, [], StreamChoice.NoneChosen);
        var result = await edit.ChooseStreamsAsync(head.Connection, chosen, Version, cancellationToken);
        if (result.Outcome == EditConnection.Outcome.Saved)
        {
            Saved = "Streams saved. The next pull brings what you chose.";
            return Redirect(urls.Settings(head.Connection));
        }

        if (await heads.FreshAsync(Source, Id, cancellationToken) is not { } fresh)
            return NotFound();
        Conflict = true;
        ModelState.Clear();
        return Show(fresh, Streams.Names);
    }

    private PageResult Show(ConnectionHead head, IReadOnlyList<string>? chosen, string? error = null)
    {
        (Head, Version) = (head, head.Connection.Version);
        Field = head.Plugin?.Descriptor is { } source ? StreamChoice.Field(source, chosen, error) : new StreamField([], error);
        if (error is not null)
            ModelState.AddModelError(nameof(Streams), error);
        return Page();
    }
}
