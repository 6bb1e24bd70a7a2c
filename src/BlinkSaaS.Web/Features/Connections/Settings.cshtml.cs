using BlinkSaaS.Sources;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Connection Name, API Token and Privacy of a connection. Each is a form of its own.</summary>
public sealed class SettingsModel(
    ConnectionHeads heads, EditConnection edit, PrivacyOptions options, VisibleConnections visible, ConnectionUrls urls, CurrentWorkspace workspace) : PageModel
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

    /// <summary>Connection Name.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>The new secrets, by field.</summary>
    [BindProperty]
    public Dictionary<string, string?> Fields { get; set; } = [];

    /// <summary>The chosen privacy; null where none was sent, or none that there is. Nothing is shared by leaving it out.</summary>
    [BindProperty]
    public Privacy? Privacy { get; set; }

    /// <summary>The chosen teams.</summary>
    [BindProperty]
    public List<int> Teams { get; set; } = [];

    /// <summary>The name typed once more, to delete.</summary>
    [BindProperty]
    public string? Confirm { get; set; }

    /// <summary>What was just saved. All pages share these keys, and others have a Saved of another type.</summary>
    [TempData(Key = "connection-saved")]
    public string? Saved { get; set; }

    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>The three privacies.</summary>
    public PrivacyField PrivacyField { get; private set; } = null!;

    /// <summary>What somebody else saved meanwhile, and what was typed here.</summary>
    public (string What, string Theirs, string Mine)? Conflict { get; private set; }

    /// <summary>The fields whose values can be swapped.</summary>
    public IEnumerable<CredentialField> Secrets => Head.Plugin?.Descriptor?.Fields.Where(f => f.Kind == CredentialFieldKind.Secret) ?? [];

    /// <summary>Shows what is.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        var c = head.Connection;
        (Name, Privacy, Teams, Version) = (c.Name, c.Privacy, [.. c.Teams.Select(t => t.TeamId)], c.Version);
        return await ShowAsync(cancellationToken);
    }

    /// <summary>Saves the name.</summary>
    public Task<IActionResult> OnPostNameAsync(CancellationToken cancellationToken) => ChangeAsync(
        c => edit.RenameAsync(c, Name, Version, cancellationToken), nameof(Name), "Name saved.", c => ("name", c.Name, Name ?? ""), cancellationToken);

    /// <summary>Saves the privacy.</summary>
    public Task<IActionResult> OnPostPrivacyAsync(CancellationToken cancellationToken) => ChangeAsync(
        c => edit.SetPrivacyAsync(c, PrivacyChoice.Of(Privacy, Teams), Version, cancellationToken), nameof(Privacy), "Privacy saved.",
        c => ("privacy", PrivacyChoice.Title(c.Privacy), PrivacyChoice.Title(Privacy!.Value)), cancellationToken);

    /// <summary>Tests the new token and swaps it in.</summary>
    public Task<IActionResult> OnPostTokenAsync(CancellationToken cancellationToken) => ChangeAsync(
        c => Head.Plugin?.Descriptor is { } source
            ? edit.SwapTokenAsync(c, source, Fields, Version, cancellationToken)
            : Task.FromResult(new EditConnection.Result(EditConnection.Outcome.Invalid, "The source is not available on this instance, so the token cannot be tested. The old one stays.")),
        nameof(Fields), "Token swapped. The next pull uses it.", _ => ("token", "swapped by somebody else", "not saved"), cancellationToken);

    /// <summary>Deletes the connection and its records.</summary>
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        if (!string.Equals(ConnectionNames.Tidy(Confirm), Head.Connection.Name, StringComparison.Ordinal))
        {
            ModelState.AddModelError(nameof(Confirm), $"Type {Head.Connection.Name} to delete it.");
            return await ShowAsync(cancellationToken);
        }

        return await edit.DeleteAsync(Head.Connection, cancellationToken) ? Redirect(urls.All) : NotFound();
    }

    private async Task<IActionResult?> OpenAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        return head.MayManage ? null : this.Refuse(ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner"));
    }

    private async Task<IActionResult> ChangeAsync(
        Func<Connection, Task<EditConnection.Result>> change, string field, string done, Func<Connection, (string, string, string)> conflict, CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        var (mine, privacy, teams) = (Name, Privacy, Teams);
        var result = await change(Head.Connection);
        if (result.Outcome == EditConnection.Outcome.Saved)
        {
            Saved = result.Check is { } check ? $"{done} It signs in as {check.Account}." : done;
            // Whoever made it private for its owner does not see it any more.
            return Redirect(await visible.FindAsync(Id, Source, cancellationToken) is { } still ? urls.Settings(still) : urls.All);
        }

        Head = (await heads.FreshAsync(Source, Id, cancellationToken))!;
        if (Head is null)
            return NotFound();
        var c = Head.Connection;
        (Name, Privacy, Teams) = (field == nameof(Name) ? mine : c.Name, field == nameof(Privacy) ? privacy : c.Privacy, field == nameof(Privacy) ? teams : [.. c.Teams.Select(t => t.TeamId)]);
        if (result.Outcome == EditConnection.Outcome.Conflict)
        {
            Conflict = conflict(c);
            ModelState.Clear();
            Version = c.Version;
        }
        else
        {
            // Which field holds the token is known only now that the connection is.
            ModelState.AddModelError(field == nameof(Fields) ? $"Fields[{Secrets.FirstOrDefault()?.Key}]" : field, result.Problem!);
        }

        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var c = Head.Connection;
        var choice = PrivacyChoice.Of(Privacy, Teams);
        PrivacyField = new PrivacyField
        {
            Choice = choice,
            Teams = await options.TeamsAsync([.. c.Teams.Select(t => t.TeamId)], cancellationToken),
            People = await options.PeopleAsync(cancellationToken),
            Workspace = workspace.Name,
            Owner = Head.IsMine ? null : c.Owner?.DisplayName,
            SeenBy = choice.Teams.Length == 0 ? null : await options.SeenByAsync(choice.Teams, c.OwnerId, cancellationToken),
            Error = ModelState.TryGetValue(nameof(Privacy), out var entry) ? entry.Errors.FirstOrDefault()?.ErrorMessage : null,
        };
        return Page();
    }
}
