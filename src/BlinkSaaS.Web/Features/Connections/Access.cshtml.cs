using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>
/// Who sees a connection, and why. A choice of another privacy stands in the URL: the page shows who gains and who loses, and
/// only from there it is saved.
/// </summary>
public sealed class AccessModel(
    ConnectionHeads heads, ConnectionAudience audience, EditConnection edit, PrivacyOptions options, VisibleConnections visible, ConnectionUrls urls, CurrentWorkspace workspace) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>The connection's identifier.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The chosen privacy; null where none is chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public Privacy? Privacy { get; set; }

    /// <summary>The chosen teams.</summary>
    [BindProperty(SupportsGet = true)]
    public List<int> Teams { get; set; } = [];

    /// <summary>The version that the form was made from.</summary>
    [BindProperty]
    public uint Version { get; set; }

    /// <summary>What was just saved.</summary>
    [TempData(Key = "connection-saved")]
    public string? Saved { get; set; }

    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>Who sees it.</summary>
    public Audience Audience { get; private set; } = null!;

    /// <summary>The three privacies, for those who may change it.</summary>
    public PrivacyField? PrivacyField { get; private set; }

    /// <summary>What the choice would change; null where nothing else is chosen.</summary>
    public AudienceChange? Change { get; private set; }

    /// <summary>Whether somebody else changed the connection since the choice was made.</summary>
    public bool Conflict { get; private set; }

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>The choice, or what is where none was made.</summary>
    public PrivacyChoice Choice { get; private set; } = null!;

    /// <summary>Shows who sees it, and what the choice in the URL would change.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        return await ShowAsync(cancellationToken);
    }

    /// <summary>Saves the choice.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        var owner = head.Connection.Owner?.DisplayName ?? "Its owner";
        if (!head.MayManage)
            return this.Refuse(ConnectionAccess.WhoCanManage(owner));
        var result = await edit.SetPrivacyAsync(head.Connection, PrivacyChoice.Of(Privacy, Teams), Version, cancellationToken);
        if (result.Outcome == EditConnection.Outcome.Saved)
        {
            Saved = "Privacy saved.";
            // Whoever made it private for its owner does not see it any more.
            return Redirect(await visible.FindAsync(Id, Source, cancellationToken) is { } still ? urls.Access(still) : urls.All);
        }

        if (await heads.FreshAsync(Source, Id, cancellationToken) is not { } fresh)
            return NotFound();
        Head = fresh;
        Conflict = result.Outcome == EditConnection.Outcome.Conflict;
        if (result.Problem is { } problem)
            ModelState.AddModelError(nameof(Privacy), problem);
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var c = Head.Connection;
        var shared = c.Teams.Select(t => t.TeamId).ToArray();
        Choice = Privacy is null ? new PrivacyChoice(c.Privacy, shared) : new PrivacyChoice(Privacy.Value, Teams);
        Audience = await audience.OfAsync(c, cancellationToken);
        if (!Head.MayManage)
            return Page();
        var problem = await options.ProblemAsync(Choice, shared, cancellationToken);
        if (problem is null && (Choice.Privacy != c.Privacy || !Choice.Teams.SequenceEqual(shared.Order())))
            Change = await audience.AfterAsync(c, Choice, cancellationToken);
        PrivacyField = new PrivacyField
        {
            Choice = Choice,
            Teams = await options.TeamsAsync(shared, cancellationToken),
            People = Audience.People.Count + Audience.Others,
            Workspace = workspace.Name,
            Owner = Head.IsMine ? null : c.Owner?.DisplayName,
            Error = problem ?? (ModelState.TryGetValue(nameof(Privacy), out var entry) ? entry.Errors.FirstOrDefault()?.ErrorMessage : null),
        };
        return Page();
    }
}
